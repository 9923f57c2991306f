"""An upload cut at its limit while it arrives: what is too much is read from the line and kept nowhere."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from ribambelle.kernel.tables import TooLarge


class BoundedUpload(FileUploadHandler):
    """Stands before the ordinary handlers. `refusal` tells the view that a file was cut, and which."""

    refusal: TooLarge | None = None

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        self.received += len(raw_data)
        if self.received > settings.IMPORT_MAX_BYTES:
            size = self.content_length_announced()
            self.refusal = TooLarge(filename=str(self.file_name), limit=settings.IMPORT_MAX_BYTES, size=size)
            raise StopUpload(connection_reset=False)
        return raw_data

    def content_length_announced(self) -> int | None:
        """The size the browser announced for the whole form, when it did: the file is a little less."""
        announced = self.request.META.get("CONTENT_LENGTH", "") if self.request else ""
        return int(announced) if str(announced).isdecimal() else None

    def file_complete(self, file_size: int) -> Any:  # noqa: ARG002
        return None  # the next handler makes the file
