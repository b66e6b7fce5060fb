"""What is wrong in a file, said where no language is known: Spanish, and what it takes to say it in another one."""

from collections.abc import Mapping


class Said(str):
    """A line in Spanish that remembers its pattern and what fills the gaps of it; `bot.i18n.say` says it in the
    language of whoever reads. Anywhere else it is the Spanish line."""

    pattern: str
    values: Mapping[str, object]


def said(pattern: str, **values: object) -> Said:
    """`pattern` with its gaps (`{name}`) filled. Its text is extracted for translation, as that of `gettext` is; values
    may be such lines themselves."""
    line = Said(pattern.format(**values))
    line.pattern, line.values = pattern, values
    return line


def placed(where: str, reason: str) -> Said:
    """A reason behind the name of the field it is about. There is nothing to translate but the reason."""
    pattern = "{where}: {reason}"
    return said(pattern, where=where, reason=reason)
