# shellcheck shell=sh disable=SC2015,SC2154
# Shell functions that ./fleetsim and tests/run share: install what is missing, then build.
# Source it with $root set to the repository. Everything here speaks on standard error only.

say() { printf 'fleetsim: %s\n' "$*" >&2; }

# fail SENTENCE [ADVICE]: the system's fault, exit 3 as the command itself does.
fail() {
    say "$1"
    [ $# -lt 2 ] || printf '   %s\n' "$2" >&2
    exit 3
}

# One start at a time prepares the tree; the others wait here. Lock 9 ends with release_lock.
take_lock() {
    mkdir -p "$root/build" 2>/dev/null && : 2>/dev/null >>"$root/build/.lock" ||
        fail "cannot write to $root/build" "a clone in a folder of your own will do"
    exec 9>>"$root/build/.lock"
    if ! flock --nonblock 9; then
        say "another start is building here; waiting for it"
        flock 9
    fi
}

release_lock() { exec 9>&-; }

listed_packages() {
    for list in "$@"; do
        sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$root/cmake/packages/$list.txt"
    done
}

missing_packages() {
    # dpkg-query names only what it knows; a package it does not know is missing too.
    installed=$(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' 2>/dev/null |
        sed -n 's/^installed //p')
    # A program of the package's name will do, wherever it came from: it is the one that would run.
    listed_packages "$@" | while read -r package; do
        printf '%s\n' "$installed" | grep -qxF -- "$package" || command -v "$package" >/dev/null ||
            printf '%s ' "$package"
    done
}

run_as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

apt_get() {
    run_as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get --yes --quiet --option DPkg::Lock::Timeout=600 "$@" </dev/null
}

# install_packages LIST...: what cmake/packages/LIST.txt names and this machine lacks.
# A stamp remembers the lists that were found complete, so that later starts skip the search.
install_packages() {
    lists=$*
    stamp="$root/build/.packages-$(printf '%s' "$lists" | tr ' ' '-')"
    sum=$(listed_packages "$@" | cksum)
    [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ] || return 0
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
        fail "this is not a Debian system, so nothing can be installed for you" \
            "install the like of: $(listed_packages "$@" | tr '\n' ' ')"
    missing=$(missing_packages "$@")
    if [ -n "$missing" ]; then
        say "installing Debian packages: $missing"
        command="apt-get install --no-install-recommends $missing"
        if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
            fail "installing needs root, and sudo is not here" "run as root: $command"
        fi
        log="$root/build/install.log"
        # An update that fails (one mirror away, say) still leaves the lists of earlier ones.
        apt_get update >"$log" 2>&1 || say "apt-get update had trouble; trying with what is known"
        # shellcheck disable=SC2086  # the list is split into words on purpose
        if ! apt_get install --no-install-recommends $missing >>"$log" 2>&1; then
            tail -n 20 "$log" >&2
            fail "the packages could not be installed (whole log: $log)" "run as root: $command"
        fi
    fi
    printf '%s\n' "$sum" >"$stamp"
}

# As many compilers as there are cores, but no more than one for each GiB that is free.
build_jobs() {
    cores=$(nproc)
    free=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB$/\1/p' /proc/meminfo 2>/dev/null)
    jobs=$((${free:-4194304} / 1048576))
    [ "$jobs" -ge 1 ] || jobs=1
    [ "$jobs" -le "$cores" ] || jobs=$cores
    printf '%s' "$jobs"
}

# Shows the build's last step in place, on a terminal only, while process $1 lives.
show_build() {
    [ -t 2 ] || return 0
    sleep 1
    while kill -0 "$1" 2>/dev/null; do
        step=$(tail -n 1 "$2" | sed -n 's/^\(\[[0-9/]*\]\).*/\1/p')
        [ -z "$step" ] || printf '\rfleetsim: building %s ' "$step" >&2
        sleep 1
    done
    printf '\r\033[K' >&2
}

# build PRESET "TARGET..." [cmake option]...: configures once, then builds; quiet unless it fails.
build() {
    preset=$1
    target=$2
    shift 2
    folder="$root/build/$preset"
    log="$folder/build.log"
    mkdir -p "$folder"
    if [ ! -f "$folder/build.ninja" ] || [ $# -gt 0 ]; then
        # --preset reads the presets of the current folder.
        if ! (cd "$root" && cmake --preset "$preset" "$@") </dev/null >"$log" 2>&1; then
            tail -n 40 "$log" >&2
            return 1
        fi
    fi
    # shellcheck disable=SC2086
    cmake --build "$folder" --parallel "$(build_jobs)" --target $target \
        </dev/null >"$log" 2>&1 9>&- &
    builder=$!
    show_build "$builder" "$log"
    if ! wait "$builder"; then
        grep -v '^\[[0-9]*/[0-9]*\] [BL]' "$log" | tail -n 60 >&2
        return 1
    fi
}

# prepare "LIST..." PRESET "TARGET..." [cmake option]...: installs and builds, or fails with words.
# Where a build fails, packages may have been removed since the stamp was written: look once more.
prepare() {
    packages=$1
    shift
    # shellcheck disable=SC2086
    install_packages $packages
    build "$@" && return 0
    rm -f "$stamp"
    # shellcheck disable=SC2086
    if [ -n "$(missing_packages $packages)" ]; then
        install_packages $packages
        build "$@" && return 0
    fi
    fail "the build failed (whole log: $log)"
}
