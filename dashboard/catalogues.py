"""The gettext catalogues of the interface, made from the tables in dashboard/labels.

The tables are the source: one row holds a text in every language, so that none can be forgotten. The app reads the
catalogues (dashboard/i18n.py), so after a change of a table:

    python -m dashboard.catalogues write            dashboard/locales/<language>/LC_MESSAGES/taizhang.po and .mo
    python -m dashboard.catalogues read FILE.po     a translator's changes into the tables and the catalogues

In a catalogue the msgid of a text is its key, of a label its value with the group as context, of a refusal the English
sentence. A comment has the English text. Nothing in a catalogue depends on the day or the machine.
"""

from __future__ import annotations

import os
import string
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Annotated

import typer
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

from dashboard import label_tables
from dashboard.i18n import DOMAIN, LOCALES, Language
from dashboard.label_tables import FORMS, Entry

LABELS = label_tables.FOLDER
COUNT = "{n}"
HEAD = "# Made from the tables in dashboard/labels: python -m dashboard.catalogues write"
app = typer.Typer(no_args_is_help=True, add_completion=False)


class _Dateless(Catalog):
    """A catalogue whose header says only what programs need."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [("Project-Id-Version", self.project), ("Language", str(self.locale_identifier)),
                ("MIME-Version", "1.0"), ("Content-Type", f"text/plain; charset={self.charset}"),
                ("Content-Transfer-Encoding", "8bit"), ("Plural-Forms", self.plural_forms)]


@app.command()
def write() -> None:
    """Write every language's catalogue from the tables."""
    for language in Language:
        catalogue = catalogue_of(language)
        for path, content in ((path_of(language, "po"), po_bytes(catalogue)),
                              (path_of(language, "mo"), mo_bytes(catalogue))):
            _replace(path, content)
            typer.echo(str(path))


@app.command()
def read(file: Annotated[Path, typer.Argument(help="A catalogue that came back from a translator.")]) -> None:
    """Take a catalogue's translations over into the tables; its Language says which column."""
    language, translations = read_catalogue(file)
    known = {entry.name: entry for entry in label_tables.entries(LABELS) if language in entry.texts}
    faults = [f"{file}:{m.lineno}: {fault}" for m in translations for fault in _faults(m, known)]
    if faults:
        raise typer.BadParameter("nothing was taken over\n" + "\n".join(faults))
    changed = [(known[_name(m)], FORMS.join(_forms(m))) for m in translations]
    changed = [(entry, text) for entry, text in changed if entry.texts[language] != text]
    for entry, text in changed:
        label_tables.rewrite(entry, language, text, LABELS)
    typer.echo(f"{language}: {len(changed)} of {len(translations)} texts changed")
    write()


def path_of(language: Language, kind: str) -> Path:
    """Where gettext looks for a language's catalogue."""
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.{kind}"


def catalogue_of(language: Language) -> Catalog:
    """What the tables say in a language. A text that counts, with {n}, has the language's plural forms."""
    catalogue = _Dateless(locale=str(language), project=DOMAIN, header_comment=HEAD, fuzzy=False)
    for entry in label_tables.entries(LABELS):
        if language not in entry.texts:
            continue
        forms = entry.forms(language)
        counts = entry.context is None and COUNT in forms[0]
        catalogue.add(
            (entry.key, entry.key) if counts else entry.key,
            tuple(forms[min(i, len(forms) - 1)] for i in range(catalogue.num_plurals)) if counts else forms[0],
            context=entry.context,
            auto_comments=[entry.texts[Language.EN]] if Language.EN in entry.texts else ())
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    """A catalogue as text, for people."""
    content = BytesIO()
    write_po(content, catalogue, width=0)
    return content.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """A catalogue as gettext reads it."""
    content = BytesIO()
    write_mo(content, catalogue)
    return content.getvalue()


def read_catalogue(file: Path) -> tuple[Language, list[Message]]:
    """A catalogue's language and what it translates; without what was left empty or is marked as fuzzy."""
    try:
        catalogue = read_po(BytesIO(file.read_bytes()), abort_invalid=True)
    except PoFileError as error:
        raise typer.BadParameter(f"{file}:{error.lineno + 1}: {error}: {error.line.strip()}") from error
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{file}: not {error.encoding}: {error.reason}") from error
    named = str(catalogue.locale_identifier)
    if named not in list(Language):
        raise typer.BadParameter(f"{file}: the header's Language is none of {', '.join(Language)}")
    return Language(named), [m for m in catalogue if m.id and not m.fuzzy and all(_forms(m))]


def _name(message: Message) -> tuple[str | None, str]:
    return message.context, message.id[0] if message.pluralizable else message.id


def _forms(message: Message) -> list[str]:
    """A message's translations: the plural forms, or only one where they are the same."""
    return list(dict.fromkeys(message.string)) if message.pluralizable else [message.string]


def _faults(message: Message, known: dict[tuple[str | None, str], Entry]) -> Iterator[str]:
    """Why a translation cannot stand in the tables."""
    entry = known.get(_name(message))
    if entry is None:
        yield f"no table has the text {message.id!r}"
        return
    wanted = placeholders(entry.texts[Language.ZH_CN] if entry.context is None else entry.key)
    for form in _forms(message):
        try:
            found = placeholders(form)
        except ValueError as error:
            yield f"{form!r}: {error}"
            continue
        if not found <= wanted or (entry.context is None and found != wanted):
            yield f"{form!r} fills in {sorted(found)}, the text has {sorted(wanted)}"
        if any(sign in form for sign in "\t\n\r" + FORMS):
            yield f"{form!r}: a tab, a new line or {FORMS} cannot stand in a table"


def placeholders(text: str) -> set[str]:
    """The names of the values that are filled in. ValueError for a brace without its partner."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _replace(path: Path, content: bytes) -> None:
    """A file's content as a whole, never a half of it for somebody who reads it meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_name(f"{path.name}.{os.getpid()}")
    written.write_bytes(content)
    written.replace(path)


if __name__ == "__main__":
    app()
