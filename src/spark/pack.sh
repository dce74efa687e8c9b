#!/bin/sh
# An archive of newsclip for machines that lack its libraries:  sh pack.sh NEWSCLIP OUT.tar.gz [SELECTORS]
#     spark-submit --archives OUT.tar.gz#clip job.py --newsclip clip/newsclip ...
# It holds the command, the libraries that it was linked with but the C library's own, and a folder of selector files. The
# machines need the same processor and a C library as new as this one's.
set -eu
program=$1 out=$2 selectors=${3:-}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/lib"
cp "$program" "$folder/lib/newsclip"
ldd "$program" | awk '$2 == "=>" && $3 ~ "^/" { print $1, $3 }' | while read -r name path; do
    case $name in
    libc.so.* | libm.so.* | libpthread.so.* | libdl.so.* | librt.so.* | libresolv.so.*) ;;
    *) cp -L "$path" "$folder/lib/$name" ;;
    esac
done
if [ -n "$selectors" ]; then
    mkdir "$folder/selectors"
    find "$selectors" -maxdepth 1 -name '*.txt' -exec cp {} "$folder/selectors/" \;
fi
cat >"$folder/newsclip" <<'END'
#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
if [ -d "$here/selectors" ]; then : "${NEWSCLIP_SELECTORS=$here/selectors}"; export NEWSCLIP_SELECTORS; fi
LD_LIBRARY_PATH=$here/lib exec "$here/lib/newsclip" "$@"
END
chmod +x "$folder/newsclip"
tar -czf "$out" -C "$folder" .
