"""One error tree for reading documents.

    TaizhangError
    └── DocumentError            one document could not be read; names the file, the others go on
        ├── UnknownFormat        no reader for this kind of file, or content that is not what the name says
        ├── UndecodableText      the encoding cannot be told; a wrong guess is never stored
        ├── EncryptedDocument    a password is needed
        ├── EmptyDocument        nothing but white space
        ├── ScannedDocument      a PDF without a text layer
        └── UnsafeDocument       an archive bomb, a DTD, more members or bytes than a document has
"""

from __future__ import annotations

from db.errors import TaizhangError


class DocumentError(TaizhangError):
    """One document could not be read.

    `name` is the file's name as the user gave it, `reason` a sentence for people.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class UnknownFormat(DocumentError):
    pass


class UndecodableText(DocumentError):
    pass


class EncryptedDocument(DocumentError):
    pass


class EmptyDocument(DocumentError):
    pass


class ScannedDocument(DocumentError):
    pass


class UnsafeDocument(DocumentError):
    pass
