# Sourced by the set-up scripts: what they say, in the language of the shell. As `puente`: English where that is asked
# for, else Spanish, so that one run does not speak two languages.

# say ENGLISH SPANISH: one line on standard error.
say() {
    case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
        en*) printf 'puente: %s\n' "$1" ;;
        *) printf 'puente: %s\n' "$2" ;;
    esac >&2
}

# stop ENGLISH SPANISH: the same, and the end.
stop() {
    say "$@"
    exit 1
}
