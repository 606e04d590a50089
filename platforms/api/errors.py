"""Every error of the HTTP API is JSON with one sentence: ``{"error": "..."}``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from camproof.platforms.errors import DeviceRefused, DeviceUnknown, NotPossible, PlatformTimeout
from camproof.protocols.errors import ProtocolError

__all__ = ["RESPONSES", "ErrorAnswer", "install"]


class ErrorAnswer(BaseModel):
    """What went wrong, in one sentence."""

    error: str
    sip_status: int | None = Field(None, description="what the device answered, where it did")


RESPONSES: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorAnswer, "description": "no such platform, device, stream or subscription"},
    409: {"model": ErrorAnswer, "description": "not possible now: off-line, over, or not in this edition"},
    422: {"model": ErrorAnswer, "description": "the request cannot be understood"},
    502: {"model": ErrorAnswer, "description": "the device refused"},
    504: {"model": ErrorAnswer, "description": "the device did not answer, or not in full"},
}

_STATUS: dict[type[Exception], int] = {
    DeviceUnknown: 404,
    NotPossible: 409,
    PlatformTimeout: 504,
    DeviceRefused: 502,
    ProtocolError: 422,
}


def install(app: FastAPI) -> None:
    """Teach an application to answer errors this way."""
    for kind, status in _STATUS.items():
        app.add_exception_handler(kind, _handler(status))
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def _handler(status: int) -> Callable[[Request, Exception], JSONResponse]:
    def handle(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001
        content: dict[str, Any] = {"error": str(error)}
        if isinstance(error, DeviceRefused):
            content["sip_status"] = error.status
        return JSONResponse(content, status)

    return handle


def _invalid(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001
    first = error.errors()[0] if isinstance(error, RequestValidationError) and error.errors() else {}
    place = ".".join(str(part) for part in first.get("loc", ())[1:])
    sentence = str(first.get("msg", "the request cannot be understood"))
    return JSONResponse({"error": f"{place}: {sentence}" if place else sentence}, 422)


def _http(request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else "internal error"
    sentence = f"There is nothing at {request.url.path}." if detail == "Not Found" else f"{detail}."
    return JSONResponse({"error": sentence}, status)
