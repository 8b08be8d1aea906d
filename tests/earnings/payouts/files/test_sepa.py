"""The SEPA file is valid by the schema of ISO 20022, and says what the run says."""

from importlib.resources import files

import pytest
from lxml import etree

from earnings.payouts.files.formats import FileFormat, export_run
from earnings.payouts.files.sepa import NAMESPACE
from tests.earnings.payouts.batches import make_batch


@pytest.fixture(scope="module")
def document() -> etree._Element:
    """The file, read by another reader."""
    return etree.fromstring(export_run(FileFormat.SEPA, make_batch()).files[0].content)


def find(document: etree._Element, path: str) -> list[str]:
    found = document.findall("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")))
    return [element.text or "" for element in found]


def test_it_is_valid_by_the_schema_of_pain_001_001_09(document: etree._Element) -> None:
    schema = files("sepaxml").joinpath("schemas/pain.001.001.09.xsd").read_bytes()
    etree.XMLSchema(etree.fromstring(schema)).assertValid(document)


def test_a_payer_without_bic_is_valid_too() -> None:
    batch = make_batch("PLN")
    from dataclasses import replace

    content = export_run(FileFormat.SEPA, replace(batch, payments=make_batch().payments)).files[0].content
    schema = files("sepaxml").joinpath("schemas/pain.001.001.09.xsd").read_bytes()
    etree.XMLSchema(etree.fromstring(schema)).assertValid(etree.fromstring(content))
    assert b"NOTPROVIDED" in content


def test_sums_and_numbers_are_those_of_its_payments(document: etree._Element) -> None:
    transfers = "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf"
    assert find(document, f"{transfers}/Amt/InstdAmt") == ["10.00", "10.02", "10.05"]
    for block in ("GrpHdr", "PmtInf"):
        assert find(document, f"CstmrCdtTrfInitn/{block}/CtrlSum") == ["30.07"]
        assert find(document, f"CstmrCdtTrfInitn/{block}/NbOfTxs") == ["3"]
    assert find(document, f"{transfers}/Cdtr/Nm") == ["Anna Wisniewska", "Carl Grossmann", "Felicja Zolc-Lakowa"]
    assert find(document, f"{transfers}/CdtrAcct/Id/IBAN")[2] == "PL61109010140000071219812874"
    references = [payment.reference for payment in export_run(FileFormat.SEPA, make_batch()).files[0].payments]
    assert find(document, f"{transfers}/PmtId/EndToEndId") == references
    assert find(document, f"{transfers}/RmtInf/Ustrd")[0] == f"{references[0]} Partner commission June 2026"
    assert find(document, "CstmrCdtTrfInitn/PmtInf/ReqdExctnDt/Dt") == ["2026-07-06"]
    assert find(document, "CstmrCdtTrfInitn/PmtInf/BtchBookg") == ["false"]


def test_one_purchase_of_three_cents_is_no_float() -> None:
    content = export_run(FileFormat.SEPA, make_batch(anna=3, carl=10)).files[0].content.decode()
    assert '<InstdAmt Ccy="EUR">0.03</InstdAmt>' in content
    assert "<CtrlSum>0.13</CtrlSum>" in content
