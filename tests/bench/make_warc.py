"""Makes a WARC of saved pages: make_warc.py OUT.warc.gz COUNT FOLDER...

Pages of the folders (*.html, *.html.gz) follow one another, over and over, until there are COUNT responses. The same
call gives the same file."""
import glob
import gzip
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import warcs  # noqa: E402


def page_files(folders):
    found = []
    for folder in folders:
        found += sorted(glob.glob(os.path.join(folder, "**", "*.html*"), recursive=True))
    return found


def load(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def main(out, count, folders):
    files = page_files(folders)
    if not files:
        sys.exit("make_warc: no pages in " + " ".join(folders))
    cache = {}
    with open(out, "wb") as file:
        file.write(warcs.packed([warcs.info()]))
        for i in range(count):
            path = files[i % len(files)]
            if path not in cache:
                url = "https://portal%d.example/2024/05/06/%s" % (i % 97, os.path.basename(path).split(".")[0])
                cache[path] = warcs.packed([warcs.request(url), warcs.response(url, load(path), content_type="text/html")])
            file.write(cache[path])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
