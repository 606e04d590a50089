import pytest

from camproof.protocols.gb28181.edition import Edition


@pytest.mark.parametrize(
    ("edition", "header", "charset", "key_frame"),
    [(Edition.GB2016, "2.0", "GB2312", "IFameCmd"), (Edition.GB2022, "3.0", "GB18030", "IFrameCmd")],
)
def test_what_an_edition_switches(edition, header, charset, key_frame):
    assert (edition.version_header, edition.charset, edition.key_frame_element) == (
        header,
        charset,
        key_frame,
    )
    assert Edition.from_version_header(f" {header} ") is edition


def test_unknown_version_header_names_no_edition():
    assert Edition.from_version_header("1.0") is None
