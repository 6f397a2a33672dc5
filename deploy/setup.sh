#!/usr/bin/env bash
# Makes a checkout ready to run: system packages, .venv with the locked requirements, Kafka's jars; with `--with-browser`
# also the browser that the tests of the pages drive.
# A step is skipped while the stamp it left says that nothing it was made from has changed; all state stays in the
# checkout (Maven and pip keep their usual download caches).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly VENV=.venv
readonly LIBS=deploy/local/libs
readonly JAVA_AT_LEAST=17

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# --- stamps: a fingerprint of everything a step was made from -----------------------------------------------------

fingerprint() { { printf '%s\n' "$PWD"; sha256sum "$@"; } | sha256sum | cut -d' ' -f1; }
fresh() { [[ -f $1 && $(<"$1") == "$2" ]]; }

# --- system packages ----------------------------------------------------------------------------------------------

missing=()

python_is_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# The interpreter the lock was made for comes first; a name on the path need not run (shims), so each one is tried.
find_python() {
    local candidate
    for candidate in python3.11 python3; do
        if python_is_enough "$candidate"; then command -v "$candidate"; return; fi
    done
    return 1
}

java_is_enough() {
    local java=java version
    [[ -z ${JAVA_HOME:-} ]] || java=$JAVA_HOME/bin/java
    version=$("$java" -version 2>&1) || return 1
    [[ $version =~ version\ \"([0-9]+) ]] && ((BASH_REMATCH[1] >= JAVA_AT_LEAST))
}

# Debian names one Java a release: 17 on Debian 12, a later one after it.
java_package() {
    if apt-cache show openjdk-17-jre-headless >/dev/null 2>&1; then echo openjdk-17-jre-headless
    else echo default-jre-headless; fi
}

look_for_python() {
    local python
    if ! python=$(find_python); then missing+=(python3 python3-venv)
    elif ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then missing+=(python3-venv); fi
}

look_for_java() { java_is_enough || missing+=("$(java_package)"); }
look_for_maven() { command -v mvn >/dev/null || missing+=(maven); }

# What lays out the pages of a PDF: shared libraries that WeasyPrint loads, and a font with Polish letters.
readonly PAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core)

look_for_pages() {
    local package
    command -v dpkg-query >/dev/null || return 0
    for package in "${PAGES[@]}"; do
        [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
    done
}

look_for_browser() { [[ ${with_browser} == no ]] || command -v chromium >/dev/null || missing+=(chromium); }

install_missing() {
    ((${#missing[@]})) || return 0
    local command="apt-get install --yes --no-install-recommends ${missing[*]}"
    if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
        die "these packages are missing: ${missing[*]}. As root: apt-get update && $command"
    fi
    say "installing ${missing[*]}"
    apt-get update --quiet=2
    # Asked again now that the lists are here: before it, apt-cache knows no package at all.
    missing=(); look_for_system_packages
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends "${missing[@]}" >&2
    missing=(); look_for_system_packages
    ((${#missing[@]} == 0)) || die "still not usable after the installation: ${missing[*]}"
}

# --- the three steps ----------------------------------------------------------------------------------------------

build_venv() {
    local python
    python=$(find_python) || die "Python 3.11 or later is needed: neither python3.11 nor python3 is one"
    say "creating $VENV with $("$python" --version)"
    "$python" -m venv --clear "$VENV"
}

install_requirements() {
    [[ -x $VENV/bin/python ]] && "$VENV/bin/python" -m pip --version >/dev/null 2>&1 || build_venv
    say "installing the locked requirements"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/htmx.txt
}

# compat: one path entry for the checkout, so that a package added later is importable without another installation.
install_checkout() {
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
        --config-settings editable_mode=compat -e .
}

# Into a folder of its own first: an interrupted download must not look like a complete one.
resolve_jars() {
    say "resolving Kafka's jars"
    rm -rf "$LIBS.new"
    mvn --batch-mode --no-transfer-progress --strict-checksums --quiet -f deploy/local/pom.xml \
        dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$PWD/$LIBS.new"
    rm -rf "$LIBS"
    mv "$LIBS.new" "$LIBS"
}

look_for_system_packages() {
    fresh "$VENV/.requirements.stamp" "$requirements" || look_for_python
    look_for_java
    look_for_pages
    look_for_browser
    fresh "$LIBS/.stamp" "$jars" || look_for_maven
}

with_browser=no
[[ ${1:-} != --with-browser ]] || with_browser=yes
requirements=$(fingerprint requirements/dev.txt requirements/htmx.txt)
checkout=$(fingerprint requirements/dev.txt requirements/htmx.txt pyproject.toml)
jars=$(fingerprint deploy/local/pom.xml)

mkdir -p .run
exec 9>.run/setup.lock # two runs at once would build the same folders
flock 9

[[ -x $VENV/bin/python ]] || rm -f "$VENV"/.*.stamp
look_for_system_packages
install_missing

if ! fresh "$VENV/.requirements.stamp" "$requirements"; then
    install_requirements
    echo "$requirements" >"$VENV/.requirements.stamp"
fi
if ! fresh "$VENV/.checkout.stamp" "$checkout"; then
    install_checkout
    echo "$checkout" >"$VENV/.checkout.stamp"
fi
if ! fresh "$LIBS/.stamp" "$jars"; then
    resolve_jars
    echo "$jars" >"$LIBS/.stamp"
fi
