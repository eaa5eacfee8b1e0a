"""The texts as gettext catalogues, for people who translate with their own tools.

The tables in dashboard/labels are the source: one row holds a text in every language, so that none can be forgotten.

    python -m dashboard.catalogues write            dashboard/locales/<language>/LC_MESSAGES/taizhang.po from the tables
    python -m dashboard.catalogues read FILE.po     a translator's changes into the tables
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from dashboard.i18n import Language

FOLDER = Path(__file__).parent
LABELS, LOCALES = FOLDER / "labels", FOLDER / "locales"
DOMAIN = "taizhang"
app = typer.Typer(no_args_is_help=True, add_completion=False)
_HEADER = (
    'msgid ""\nmsgstr ""\n"Project-Id-Version: {domain}\\n"\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
)
_LINE = re.compile(r'(msgctxt|msgid|msgstr)? ?"((?:[^"\\]|\\.){0,4000})"')  # msgid "Overdue", or a line that goes on
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_UNESCAPED = {v[1]: k for k, v in _ESCAPES.items()}


@app.command()
def write() -> None:
    """Write every language's catalogue from the tables."""
    for language in Language:
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(catalogue_text(language), encoding="utf-8")
        typer.echo(str(path))


@app.command()
def read(file: Annotated[Path, typer.Argument(help="A catalogue that came back from a translator.")]) -> None:
    """Take a catalogue's translations over into the tables; its Language says which column."""
    language, translations = read_catalogue(file.read_text(encoding="utf-8"))
    for table in tables():
        rows = table.read_text(encoding="utf-8").splitlines()
        table.write_text("\n".join(_translated(rows, language, translations)) + "\n", encoding="utf-8")
    typer.echo(f"{language}: {len(translations)}")


def tables() -> list[Path]:
    """The tables of texts and of labels."""
    return sorted([*LABELS.glob("texts*.tsv"), *LABELS.glob("vocab*.tsv")])


def path_of(language: Language) -> Path:
    """Where gettext looks for a language's catalogue."""
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def catalogue_text(language: Language) -> str:
    """A whole catalogue. The key is the context, the English text is what is translated."""
    entries = [
        f'\nmsgctxt "{_escaped(context)}"\nmsgid "{_escaped(texts[Language.EN])}"\n'
        f'msgstr "{_escaped(texts[language])}"\n'
        for table in tables() for context, texts in _rows(table.read_text(encoding="utf-8").splitlines())
        if texts[Language.EN]
    ]
    return _HEADER.format(domain=DOMAIN, language=language) + "".join(entries)


def read_catalogue(text: str) -> tuple[Language, dict[str, str]]:
    """A catalogue's language and its translations by context; without those that were left empty."""
    translations: dict[str, str] = {}
    header = ""
    for entry in re.split(r"\n\s*\n", text):
        parts: dict[str, str] = {}
        name = ""
        for line in entry.splitlines():
            found = _LINE.fullmatch(line.strip())
            if found:
                name = found[1] or name
                parts[name] = parts.get(name, "") + _unescaped(found[2])
        if parts.get("msgctxt"):
            translations |= {parts["msgctxt"]: parts["msgstr"]} if parts.get("msgstr") else {}
        else:
            header += parts.get("msgstr", "")
    named = re.search(r"^Language: (\w{2,8})$", header, re.MULTILINE)
    if named is None or named[1] not in list(Language):
        raise typer.BadParameter(f"the catalogue's Language is none of {', '.join(Language)}")
    return Language(named[1]), translations


def _rows(lines: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Context (a text's key; a label's group and value) and texts of each row of a table."""
    names = lines[0].split("\t")
    keys = len(names) - len(Language)
    for line in lines[1:]:
        cells = line.split("\t")
        yield "|".join(cells[:keys]), dict(zip(names[keys:], cells[keys:], strict=True))


def _translated(lines: list[str], language: Language, translations: Mapping[str, str]) -> Iterator[str]:
    yield lines[0]
    column = lines[0].split("\t").index(language)
    for line, (context, _) in zip(lines[1:], _rows(lines), strict=True):
        cells = line.split("\t")
        cells[column] = translations.get(context, cells[column])
        yield "\t".join(cells)


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(c, c) for c in text)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: _UNESCAPED.get(m[1], m[1]), text)


if __name__ == "__main__":
    app()
