"""How servers send a body: every legal way, and the ways that go wrong, straight on the socket.

A way is put in the place of a fault of the local server: ``sent(way)``.
"""

import gzip
import time
import zlib


def sent(way, word=""):
    """Return a fault that sends what the server would send, in another way."""

    def happen(handler):
        if word in handler.path:
            handler.way = way
        return False

    return happen


def head(handler, *lines, status="200 OK", version="HTTP/1.1"):
    text = "\r\n".join((f"{version} {status}", *lines, "", ""))
    handler.wfile.write(text.encode("latin-1"))


def finish(handler):
    handler.wfile.flush()
    handler.close_connection = True


def chunks(body, size):
    for at in range(0, len(body), size):
        piece = body[at : at + size]
        yield f"{len(piece):X}\r\n".encode() + piece + b"\r\n"


def chunked(size=5000, *, trailer=b"", extension=b""):
    def way(handler, body, kind):
        head(handler, f"CONTENT-TYPE: {kind}", "TRANSFER-ENCODING: Chunked")
        for piece in chunks(body, size):
            handler.wfile.write(piece.replace(b"\r\n", extension + b"\r\n", 1))
        handler.wfile.write(b"0\r\n" + trailer + b"\r\n")

    return way


def packed(pack, *names):
    def way(handler, body, kind):
        body = pack(body)
        lines = [f"Content-Encoding: {name}" for name in names]
        head(handler, f"Content-Type: {kind}", f"Content-Length: {len(body)}", *lines)
        handler.wfile.write(body)

    return way


def packed_in_chunks(handler, body, kind):
    head(handler, f"content-type: {kind}", "content-encoding: gzip", "transfer-encoding: chunked")
    for piece in chunks(gzip.compress(body), 1000):
        handler.wfile.write(piece)
    handler.wfile.write(b"0\r\n\r\n")


def until_closed(version="HTTP/1.0"):
    def way(handler, body, kind):
        head(handler, f"Content-Type: {kind}", "Connection: close", version=version)
        handler.wfile.write(body)
        finish(handler)

    return way


def after_other_words(status):
    def way(handler, body, kind):
        for _ in range(3):
            head(handler, "Link: </x.css>; rel=preload", status=status)
        head(handler, f"Content-Type: {kind}", f"Content-Length: {len(body)}")
        handler.wfile.write(body)

    return way


def plain(*more, kind=None, status="200 OK", change=lambda body: body):
    def way(handler, body, usual):
        body = change(body)
        type_line = (f"Content-Type: {kind or usual}",) if kind != "" else ()
        head(handler, *type_line, f"Content-Length: {len(body)}", *more, status=status)
        handler.wfile.write(body)

    return way


def raw_deflate(body):
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(body) + engine.flush()


def members(body):
    half = len(body) // 2
    return gzip.compress(body[:half]) + gzip.compress(body[half:]) + b"\0" * 16


LEGAL = {
    "chunked": chunked(),
    "chunks of one byte": chunked(1),
    "chunked with trailers": chunked(trailer=b"Expires: never\r\nX-Sum: 1\r\n"),
    "chunked with extensions": chunked(extension=b";name=value"),
    "gzip": packed(gzip.compress, "gzip"),
    "GZIP in capitals": packed(gzip.compress, "GZip"),
    "x-gzip": packed(gzip.compress, "x-gzip"),
    "gzip in members, padded": packed(members, "gzip"),
    "gzip in chunks": packed_in_chunks,
    "deflate": packed(zlib.compress, "deflate"),
    "bare deflate": packed(raw_deflate, "deflate"),
    "deflate, then gzip": packed(lambda b: gzip.compress(zlib.compress(b)), "deflate, gzip"),
    "two headers of packing": packed(lambda b: gzip.compress(zlib.compress(b)), "deflate", "gzip"),
    "identity": packed(bytes, "identity"),
    "HTTP/1.0 until closed": until_closed(),
    "HTTP/1.1 until closed": until_closed("HTTP/1.1"),
    "after 100 Continue": after_other_words("100 Continue"),
    "after 103 Early Hints": after_other_words("103 Early Hints"),
    "after 102 Processing": after_other_words("102 Processing"),
    "203": plain(status="203 Non-Authoritative Information"),
    "without a type": plain(kind=""),
    "a reason in Dutch": plain(status="200 In orde, hoor"),
    "no reason": plain(status="200"),
    "folded header": plain("X-Long: a\r\n b"),
    "keeps the line": plain("Connection: keep-alive", "Keep-Alive: timeout=5"),
    "sets a cookie": plain("Set-Cookie: a=b; Path=/"),
}  # fmt: skip
#: Of text alone: a file of DUO is read as it is.
LEGAL_JSON = {
    "a byte order mark": plain(change=lambda body: b"\xef\xbb\xbf" + body),
    "UTF-16": plain(change=lambda body: body.decode().encode("utf-16")),
    "UTF-32 without a mark": plain(change=lambda body: body.decode().encode("utf-32-le")),
    "charset in capitals": plain(kind='APPLICATION/JSON; CHARSET="UTF-8"'),
    "geo+json": plain(kind="application/geo+json;profile=x"),
    "Latin-1, and says so": plain(
        kind="application/json; charset=iso-8859-1",
        change=lambda body: body.decode().encode("latin-1"),
    ),
    "a charset that does not exist": plain(kind="application/json; charset=klingon"),
    "white space around it": plain(change=lambda body: b"\r\n\t " + body + b"\n\n"),
}


# ---- ways that go wrong ----


def status(code, *lines, body=b"Storing"):
    def way(handler, _, kind):
        head(handler, f"Content-Type: {kind}", f"Content-Length: {len(body)}", *lines, status=code)
        handler.wfile.write(body)

    return way


def cut(way_of, share=0.5):
    """Send a part of what is promised, then close."""

    def way(handler, body, kind):
        packed_body = gzip.compress(body) if way_of == "gzip" else body
        part = packed_body[: int(len(packed_body) * share)]
        if way_of == "chunked":
            head(handler, f"Content-Type: {kind}", "Transfer-Encoding: chunked")
            handler.wfile.write(b"".join(chunks(part, 64)))
        elif way_of == "gzip":  # the length is right: the packed stream itself stops
            head(handler, f"Content-Type: {kind}", "Content-Encoding: gzip",
                 f"Content-Length: {len(part)}")  # fmt: skip
            handler.wfile.write(part)
        else:
            head(handler, f"Content-Type: {kind}", f"Content-Length: {len(body)}")
            handler.wfile.write(part)
        finish(handler)

    return way


def reset(handler, body, kind):
    import socket  # noqa: PLC0415
    import struct  # noqa: PLC0415

    head(handler, f"Content-Type: {kind}", f"Content-Length: {len(body) + 9}")
    handler.wfile.write(body[:10])
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.shutdown(socket.SHUT_RD)
    handler.connection.close()
    handler.close_connection = True


def drips(where, pause_s=0.02, most_s=60.0):
    """Send a byte now and then, so that no single wait is long: in the headers or in the body."""

    def way(handler, _, kind):
        begin = time.monotonic()
        try:
            if where == "headers":
                handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            elif where == "status":
                handler.wfile.write(b"HTTP/1.1 ")
            elif where == "continue":
                while time.monotonic() - begin < most_s:
                    handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                    time.sleep(pause_s)
            elif where == "chunk":
                head(handler, f"Content-Type: {kind}", "Transfer-Encoding: chunked")
                handler.wfile.write(b"10;")
            elif where == "closing":
                head(handler, f"Content-Type: {kind}", "Connection: close", version="HTTP/1.0")
            else:
                head(handler, f"Content-Type: {kind}", "Content-Length: 100000")
            while time.monotonic() - begin < most_s:
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(pause_s)
        except OSError:
            pass
        handler.close_connection = True

    return way


def floods(lines):
    """Send headers without end."""

    def way(handler, _, __):
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(lines):
                handler.wfile.write(b"X-%d: " % number + b"x" * 1000 + b"\r\n")
        except OSError:
            pass
        finish(handler)

    return way


def redirects_with_a_bomb(handler, _, __):
    body = gzip.compress(b" " * 200_000_000, 9)
    head(handler, "Location: /elders", "Content-Encoding: gzip", f"Content-Length: {len(body)}",
         status="302 Found")  # fmt: skip
    handler.wfile.write(body)
    finish(handler)


def nothing_in_gzip(handler, _, kind):
    """Send packed members that hold nothing, for as long as anyone listens."""
    head(handler, f"Content-Type: {kind}", "Content-Encoding: gzip", "Connection: close")
    piece = gzip.compress(b"") * 3000
    try:
        for _ in range(2000):
            handler.wfile.write(piece)
    except OSError:
        pass
    finish(handler)


def words(text):
    def way(handler, _, __):
        handler.wfile.write(text)
        finish(handler)

    return way


#: The line: what may pass, or ends in time.
BAD_LINE = {
    **{f"status {code}": status(f"{code} X") for code in
       (204, 206, 300, 304, 400, 401, 403, 404, 405, 406, 408, 410, 418, 429, 451, 500, 501, 502,
        503, 504, 520, 999)},
    "redirect without an address": status("302 Found"),
    "redirect to nowhere": status("302 Found", "Location: http://[::1"),
    "redirect to a file": status("307 Temporary Redirect", "Location: file:///etc/passwd"),
    "redirect elsewhere": status("301 Moved", "Location: https://example.org/x"),
    "redirect to http": status("308 Moved", "Location: http://api.pdok.nl/x"),
    "redirect with a bomb": redirects_with_a_bomb,
    "cut short": cut("length"),
    "cut short in chunks": cut("chunked"),
    "cut short inside gzip": cut("gzip"),
    "cut one byte short inside gzip": cut("gzip", 0.999),
    "reset": reset,
    "no answer at all": words(b""),
    "no HTTP": words(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "HTTP/9": words(b"HTTP/9 abc\r\n\r\n"),
    "a status of words": words(b"HTTP/1.1 OK 200\r\n\r\n"),
    "a chunk of no size": words(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
    "a length below nothing": words(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"),
    "two lengths": words(
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n{}   xx"),
    "packed with brotli": packed(bytes, "br"),
    "packed with zstd": packed(bytes, "zstd"),
    "packed six times": packed(gzip.compress, "gzip, gzip, gzip, gzip, gzip, gzip"),
    "said to be gzip": packed(bytes, "gzip"),
    "said to be deflate": packed(bytes, "deflate"),
    "a bomb in gzip": packed(lambda _: gzip.compress(b" " * 30_000_000), "gzip"),
    "a bomb in a bomb": packed(
        lambda _: gzip.compress(gzip.compress(b" " * 30_000_000)), "gzip, gzip"),
    "nothing in gzip, without end": nothing_in_gzip,
    "headers without end": floods(100_000),
}  # fmt: skip
DRIPS = {f"drips in its {where}": drips(where) for where in
         ("status", "headers", "continue", "chunk", "body", "closing")}  # fmt: skip
