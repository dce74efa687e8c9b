#!/bin/sh
# What the build (or the tests, or fuzzing) needs and this machine lacks, installed with the system's package
# manager.
#     deps.sh build CONFIG.MK    compiler and libraries; writes the Makefile's settings
#     deps.sh test               what `make check` and `make demo` need beside that
#     deps.sh fuzz               what `make fuzz` needs; likewise memcheck, lint, scale, bench, bench-crawl
# Installs nothing where nothing is missing. Needs no network then, and no root.
set -u

# What the library needs, and what the command needs beside it.
LIBRARY_MODULES="libxml-2.0 jansson uchardet libutf8proc libxxhash libpcre2-8"
COMMAND_MODULES="zlib libcrypto libzstd libbrotlidec sqlite3 inih"
[ "$(uname -s)" = Linux ] && COMMAND_MODULES="$COMMAND_MODULES libseccomp"
OPENED_MODULES="libcurl" # opened at run time: its header is needed here, and the tests are linked with it
MODULES="$LIBRARY_MODULES $COMMAND_MODULES"

say() { printf 'newsclip: %s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

# Keg-only formulas of brew keep their .pc files to themselves.
if have brew; then
    for formula in curl libxml2 openssl sqlite zlib; do
        dir=$(brew --prefix "$formula" 2>/dev/null)/lib/pkgconfig
        [ -d "$dir" ] && PKG_CONFIG_PATH="$dir:${PKG_CONFIG_PATH:-}"
    done
    export PKG_CONFIG_PATH
fi

compiler() {
    for c in cc gcc clang; do
        if have "$c"; then echo "$c"; return; fi
    done
}
pkg_config() {
    for c in pkg-config pkgconf; do
        if have "$c"; then echo "$c"; return; fi
    done
}
has_module() {
    tool=$(pkg_config)
    [ -n "$tool" ] && "$tool" --exists "$1"
}
# A C library's headers may be missing where a compiler is there (Debian without libc6-dev).
compiles() {
    c=$(compiler)
    [ -n "$c" ] && printf '#include <stdio.h>\nint main(void){return 0;}\n' | "$c" -x c -o /dev/null - 2>/dev/null
}

# What is missing, a word each: tool:NAME or a pkg-config module.
missing() {
    case $1 in
    build)
        compiles || echo tool:cc
        [ -n "$(pkg_config)" ] || echo tool:pkg-config
        have ar || echo tool:ar
        for m in $MODULES $OPENED_MODULES; do has_module "$m" || echo "$m"; done ;;
    test)
        have python3 || echo tool:python3
        have c++ || have g++ || have clang++ || echo tool:c++
        have mandoc || echo tool:mandoc
        have zstd || echo tool:zstd
        [ "$(uname -s)" = Linux ] && ! have chromium && ! have chromium-browser && echo tool:chromium
        has_module cmocka || echo cmocka ;;
    fuzz)
        have clang || echo tool:clang
        if ! have clang || ! printf 'int LLVMFuzzerTestOneInput(const unsigned char*d,unsigned long n){return !d&&n;}' |
            clang -fsanitize=fuzzer,address -x c -o /dev/null - 2>/dev/null; then echo tool:clang-runtime; fi ;;
    memcheck | bench) have valgrind || echo tool:valgrind ;;
    scale)
        have java || echo tool:java
        have initdb || [ -n "$(find /usr/lib/postgresql /usr/pgsql-* -name initdb 2>/dev/null)" ] || echo tool:postgres
        python3 -c 'import ensurepip' 2>/dev/null || echo tool:venv ;;
    bench-crawl)
        have wget2 || echo tool:wget2
        /usr/bin/python3 -c 'import scrapy' 2>/dev/null || python3 -c 'import scrapy' 2>/dev/null || echo tool:scrapy ;;
    lint)
        have gcc || echo tool:cc
        have clang-tidy || echo tool:clang-tidy
        have cppcheck || echo tool:cppcheck ;;
    esac
}

manager() {
    for m in apt-get dnf pacman zypper apk brew; do
        if have "$m"; then echo "$m"; return; fi
    done
}

# The package of a need, by manager: need, then apt, dnf, pacman, zypper, apk, brew ("-": part of the system).
table() {
    cat <<'END'
tool:cc            build-essential      gcc               base-devel  gcc               build-base    -
tool:c++           g++                  gcc-c++           gcc         gcc-c++           g++           -
tool:ar            binutils             binutils          binutils    binutils          binutils      -
tool:pkg-config    pkg-config           pkgconf-pkg-config pkgconf    pkgconf-pkg-config pkgconf      pkgconf
tool:python3       python3              python3           python      python3           python3       python3
tool:java          default-jre-headless java-17-openjdk-headless jre17-openjdk-headless java-17-openjdk-headless openjdk17-jre-headless openjdk
tool:postgres      postgresql           postgresql-server postgresql  postgresql-server postgresql    postgresql
tool:venv          python3-venv         python3           python      python3           python3       python3
tool:mandoc        mandoc               mandoc            mandoc      mandoc            mandoc        mandoc
tool:zstd          zstd                 zstd              zstd        zstd              zstd          zstd
tool:chromium      chromium             chromium          chromium    chromium          chromium      -
tool:clang         clang                clang             clang       clang             clang         llvm
tool:clang-runtime libclang-rt-dev      compiler-rt       compiler-rt compiler-rt       compiler-rt   llvm
tool:valgrind      valgrind             valgrind          valgrind    valgrind          valgrind      -
tool:wget2         wget2                wget2             wget2       wget2             wget2         wget2
tool:scrapy        python3-scrapy       python3-scrapy    scrapy      python3-Scrapy    scrapy        scrapy
tool:clang-tidy    clang-tidy           clang-tools-extra clang       clang-tools       clang-extra-tools llvm
tool:cppcheck      cppcheck             cppcheck          cppcheck    cppcheck          cppcheck      cppcheck
libcurl            libcurl4-openssl-dev libcurl-devel     curl        libcurl-devel     curl-dev      curl
libxml-2.0         libxml2-dev          libxml2-devel     libxml2     libxml2-devel     libxml2-dev   libxml2
zlib               zlib1g-dev           zlib-devel        zlib        zlib-devel        zlib-dev      zlib
jansson            libjansson-dev       jansson-devel     jansson     libjansson-devel  jansson-dev   jansson
uchardet           libuchardet-dev      uchardet-devel    uchardet    libuchardet-devel uchardet-dev  uchardet
libutf8proc        libutf8proc-dev      utf8proc-devel    libutf8proc utf8proc-devel    utf8proc-dev  utf8proc
libxxhash          libxxhash-dev        xxhash-devel      xxhash      xxhash-devel      xxhash-dev    xxhash
sqlite3            libsqlite3-dev       sqlite-devel      sqlite      sqlite3-devel     sqlite-dev    sqlite
libpcre2-8         libpcre2-dev         pcre2-devel       pcre2       pcre2-devel       pcre2-dev     pcre2
libzstd            libzstd-dev          libzstd-devel     zstd        libzstd-devel     zstd-dev      zstd
libcrypto          libssl-dev           openssl-devel     openssl     libopenssl-devel  openssl-dev   openssl
libbrotlidec       libbrotli-dev        brotli-devel      brotli      libbrotli-devel   brotli-dev    brotli
inih               libinih-dev          inih-devel        libinih     libinih-devel     inih-dev      inih
libseccomp         libseccomp-dev       libseccomp-devel  libseccomp  libseccomp-devel  libseccomp-dev -
cmocka             libcmocka-dev        libcmocka-devel   cmocka      libcmocka-devel   cmocka-dev    cmocka
END
}
column() {
    case $1 in apt-get) echo 2 ;; dnf) echo 3 ;; pacman) echo 4 ;; zypper) echo 5 ;; apk) echo 6 ;; brew) echo 7 ;; esac
}
packages() { # manager, then the needs
    n=$(column "$1"); shift
    for need; do table | awk -v need="$need" -v n="$n" '$1 == need && $n != "-" { print $n }'; done | sort -u | tr '\n' ' '
}
install_command() {
    case $1 in
    apt-get) echo "apt-get install -y --no-install-recommends" ;;
    dnf) echo "dnf install -y" ;;
    pacman) echo "pacman -S --needed --noconfirm" ;;
    zypper) echo "zypper --non-interactive install" ;;
    apk) echo "apk add" ;;
    brew) echo "brew install" ;;
    esac
}
refresh_command() {
    case $1 in
    apt-get) echo "apt-get update" ;;
    pacman) echo "pacman -Sy" ;;
    apk) echo "apk update" ;;
    esac
}

install_missing() { # phase
    needs=$(missing "$1")
    [ -z "$needs" ] && return 0
    m=$(manager)
    if [ -z "$m" ]; then
        say "missing: $(echo $needs); no package manager known here (apt, dnf, pacman, zypper, apk, brew): install them by hand"
        return 1
    fi
    list=$(packages "$m" $needs)
    if [ -z "$list" ]; then
        say "missing: $(echo $needs); they come with the system's developer tools (xcode-select --install)"
        return 1
    fi
    root=
    if [ "$m" != brew ] && [ "$(id -u)" != 0 ]; then
        if have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
            root="sudo "
        else
            say "missing: $(echo $needs)"
            say "run this as root, then make again:  $(install_command "$m") $list"
            return 1
        fi
    fi
    say "missing: $(echo $needs)"
    say "installing: $root$(install_command "$m") $list"
    refresh=$(refresh_command "$m")
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp) || return 1
    if { [ -z "$refresh" ] || $root$refresh; } >"$log" 2>&1 && $root$(install_command "$m") $list >>"$log" 2>&1; then
        rm -f "$log"
    else
        tail -n 15 "$log" >&2
        rm -f "$log"
        say "could not install; run by hand, then make again:  $root$(install_command "$m") $list"
        return 1
    fi
    left=$(missing "$1")
    if [ -n "$left" ]; then
        say "still missing after the installation: $(echo $left)"
        return 1
    fi
}

# "" where the C library has iconv, -liconv where it is GNU libiconv.
iconv_library() {
    for lib in "" -liconv; do
        if printf '#include <iconv.h>\nint main(void){return iconv_open("UTF-8","GB18030")==(iconv_t)-1;}\n' |
            "$(compiler)" -x c -o /dev/null - $lib 2>/dev/null; then echo "$lib"; return 0; fi
    done
    say "no iconv: neither in the C library nor as -liconv"
    return 1
}

write_config() { # file
    iconv=$(iconv_library) || return 1
    dl=
    [ "$(uname -s)" = Linux ] && dl=-ldl # older C libraries have dlopen apart
    tool=$(pkg_config)
    mkdir -p "$(dirname "$1")"
    {
        echo "CONFIG_CC := $(compiler)"
        echo "CONFIG_SYSTEM := $(uname -s)"
        echo "CONFIG_MODULES := $LIBRARY_MODULES"
        echo "CONFIG_ICONV := $iconv"
        echo "CONFIG_CFLAGS := $("$tool" --cflags $MODULES $OPENED_MODULES)"
        echo "CONFIG_LIBS := $("$tool" --libs $MODULES) $iconv $dl"
        echo "CONFIG_OPENED_LIBS := $("$tool" --libs $OPENED_MODULES)"
        echo "CONFIG_LIBRARY_LIBS := $("$tool" --libs $LIBRARY_MODULES) $iconv"
    } >"$1.new" && mv "$1.new" "$1"
}

phase=${1:-build}
install_missing "$phase" || exit 1
if [ "$phase" = build ]; then write_config "${2:-build/config.mk}" || exit 1; fi
