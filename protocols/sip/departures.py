"""The departures from SIP that the parsers of this package note, as one table."""

from __future__ import annotations

from camproof.protocols.departure import Departure

__all__ = ["Departure"]

# Lines and bytes
BARE_LF = Departure("a line ends with a bare LF or CR", "SIP head", "RFC 3261 7")
NUL_OCTET = Departure("the head holds a NUL octet", "SIP head", "RFC 3261 25.1")
NOT_UTF8 = Departure("the head is not UTF-8", "SIP head", "RFC 3261 7")
NO_EMPTY_LINE = Departure("no empty line ends the headers", "SIP head", "RFC 3261 7")
LEADING_EMPTY_LINE = Departure("empty lines stand before the start line", "SIP start line", "RFC 3261 7.5")

# Start line
METHOD_CASE = Departure("the method is not in upper case", "SIP start line", "RFC 3261 7.1")
WRONG_VERSION = Departure("the version is not SIP/2.0", "SIP start line", "RFC 3261 7.1")
START_LINE_SPACES = Departure(
    "the start line has surplus or missing spaces", "SIP start line", "RFC 3261 7.1"
)
URI_ODD = Departure("the request URI is no SIP URI", "SIP request URI", "RFC 3261 7.1")

# Header lines
NO_COLON = Departure("a header line has no colon", "SIP headers", "RFC 3261 7.3.1")
BAD_NAME = Departure("a header name holds illegal characters", "SIP headers", "RFC 3261 7.3.1")
FOLD_AT_START = Departure("the first header line is a continuation", "SIP headers", "RFC 3261 7.3.1")
REPEATED = Departure("a header that may stand once stands twice", "SIP headers", "RFC 3261 7.3.1")
NO_VIA = Departure("the message has no Via", "SIP header Via", "RFC 3261 8.1.1.7")
NO_FROM = Departure("the message has no From", "SIP header From", "RFC 3261 8.1.1.3")
NO_TO = Departure("the message has no To", "SIP header To", "RFC 3261 8.1.1.2")
NO_CALL_ID = Departure("the message has no Call-ID", "SIP header Call-ID", "RFC 3261 8.1.1.4")
NO_CSEQ = Departure("the message has no CSeq", "SIP header CSeq", "RFC 3261 8.1.1.5")
NO_MAX_FORWARDS = Departure("the request has no Max-Forwards", "SIP header Max-Forwards", "RFC 3261 8.1.1.6")
NO_CONTACT = Departure("an INVITE or its 2xx has no Contact", "SIP header Contact", "RFC 3261 8.1.1.8")
NO_FROM_TAG = Departure("From has no tag", "SIP header From", "RFC 3261 8.1.1.3")
NO_TO_TAG = Departure("To of a response has no tag", "SIP header To", "RFC 3261 8.2.6.2")
NO_RPORT = Departure(
    "Via has no rport, so that an answer cannot pass an address translator", "SIP header Via", "RFC 3581 3"
)
NO_COOKIE = Departure("the branch does not begin with z9hG4bK", "SIP header Via", "RFC 3261 8.1.1.7")
BAD_VIA = Departure("Via cannot be read", "SIP header Via", "RFC 3261 20.42")
BAD_CSEQ = Departure("CSeq cannot be read", "SIP header CSeq", "RFC 3261 20.16")
CSEQ_METHOD = Departure("CSeq names another method than the request", "SIP header CSeq", "RFC 3261 8.1.1.5")
CSEQ_RANGE = Departure("the CSeq number is 2^31 or more", "SIP header CSeq", "RFC 3261 8.1.1.5")

# Addresses
BAD_ADDRESS = Departure("an address cannot be read", "SIP address", "RFC 3261 20.10")
NO_SCHEME = Departure("a URI has no scheme", "SIP address", "RFC 3261 19.1.1")
BAD_PORT = Departure("a port is no number from 1 to 65535", "SIP address", "RFC 3261 19.1.1")
NO_ANGLE = Departure("an angle bracket is not closed", "SIP address", "RFC 3261 20.10")
URI_SPACE = Departure("a URI holds white space", "SIP address", "RFC 3261 19.1.1")
OPEN_QUOTE = Departure("a quoted string is not closed", "SIP address", "RFC 3261 25.1")

# Body
BAD_LENGTH = Departure("Content-Length is no number", "SIP header Content-Length", "RFC 3261 20.14")
NO_LENGTH = Departure("a message on TCP has no Content-Length", "SIP header Content-Length", "RFC 3261 20.14")
BODY_SHORT = Departure(
    "the body is shorter than Content-Length says", "SIP header Content-Length", "RFC 3261 18.3"
)
BODY_LONG = Departure("octets follow the body", "SIP body", "RFC 3261 18.3")
NO_CONTENT_TYPE = Departure("a body has no Content-Type", "SIP header Content-Type", "RFC 3261 20.15")

# The port and the connection
KEEP_ALIVE = Departure(
    "a keep-alive of empty lines stands on the SIP port", "SIP transport", "GB/T 28181-2022 SIP port"
)
JUNK = Departure("octets that are no SIP stand between messages", "SIP transport", "GB/T 28181-2022 SIP port")

# Transactions
FOREIGN_BRANCH = Departure("a response does not repeat our Via branch", "SIP header Via", "RFC 3261 8.2.6.2")
ACK_CSEQ = Departure("ACK does not repeat the CSeq number of its INVITE", "SIP ACK", "RFC 3261 13.2.2.4")
NO_ACK = Departure("our final answer to an INVITE was never acknowledged", "SIP ACK", "RFC 3261 13.3.1.4")
