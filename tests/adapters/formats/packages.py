"""Packages and files of other programs, as tests write them."""

import io
import zipfile
from collections.abc import Mapping

QTI_2 = "http://www.imsglobal.org/xsd/imsqti_v2p1"
QTI_3 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of these files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def labels(*texts: str) -> str:
    """Choices of QTI 1.2, named A, B and so on."""
    return "".join(
        f'<response_label ident="{letter}"><material><mattext>{text}</mattext></material>'
        "</response_label>"
        for letter, text in zip("ABCDEFGHIJ", texts, strict=False)
    )


def qti12_item(presentation: str, processing: str = "", kind: str = "", more: str = "") -> str:
    """An item of QTI 1.2."""
    named = (
        "<itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel>"
        f"<fieldentry>{kind}</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>"
    )
    return (
        f'<item ident="q1" title="Q">{named if kind else ""}'
        f"<presentation>{presentation}</presentation>"
        f"<resprocessing>{processing}</resprocessing>{more}</item>"
    )


def qti12(*items: str, namespace: str = "") -> bytes:
    """A file of QTI 1.2."""
    declared = f' xmlns="{namespace}"' if namespace else ""
    body = "".join(items)
    return (
        f'<questestinterop{declared}><assessment title="Week 1"><section>{body}</section>'
        "</assessment></questestinterop>"
    ).encode()


def qti2_item(body: str, declarations: str = "", more: str = "", namespace: str = QTI_2) -> bytes:
    """An item of QTI 2."""
    return (
        f'<assessmentItem xmlns="{namespace}" identifier="q1" title="Q" adaptive="false"'
        f' timeDependent="false">{declarations}<itemBody>{body}</itemBody>{more}</assessmentItem>'
    ).encode()


def declared(*right: str, cardinality: str = "single", base: str = "identifier") -> str:
    """The declaration of RESPONSE with its correct values."""
    values = "".join(f"<value>{value}</value>" for value in right)
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}"'
        f' baseType="{base}"><correctResponse>{values}</correctResponse></responseDeclaration>'
    )
