# Sourced by the set-up scripts: what they say, in the language of the shell.

# say ENGLISH SPANISH: one line on standard error.
say() {
    case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
        es*) printf 'puente: %s\n' "$2" ;;
        *) printf 'puente: %s\n' "$1" ;;
    esac >&2
}

# stop ENGLISH SPANISH: the same, and the end.
stop() {
    say "$@"
    exit 1
}
