"""Identifiers are found in running text with their blanks, and their check digits are known."""

import re

import pytest

from faktum.engine.values.identifiers import (
    IBAN_LENGTHS,
    VAT_SHAPES,
    find_bics,
    find_creditor_references,
    find_ibans,
    find_ogms,
    find_vat_numbers,
    is_valid_bic,
    is_valid_iban,
    is_valid_ogm,
    is_valid_rf,
    is_valid_vat,
    national_vat_numbers,
    normalise_identifier,
)


@pytest.mark.parametrize(
    "text",
    [
        "DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "GB29 NWBK 6016 1331 9268 19",
        "FR14 2004 1010 0505 0001 3M02 606",
        "NL91ABNA0417164300",
        "BE68 5390 0754 7034",
        "CH93 0076 2011 6238 5295 7",
        "PL61 1090 1014 0000 0712 1981 2874",
        "NO93 8601 1117 947",
        "de89370400440532013000",
    ],
)
def test_a_true_iban_is_valid(text: str) -> None:
    assert is_valid_iban(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "DE88370400440532013000",
        "DE8937040044053201300",
        "XX89370400440532013000",
        "DE8937040044053201300O",
        "hello",
    ],
)
def test_a_wrong_iban_is_not(text: str) -> None:
    assert not is_valid_iban(text)


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("IBAN DE89 3704 0044 0532 0130 00 BIC COBADEFFXXX", "DE89 3704 0044 0532 0130 00"),
        ("IBAN:DE89370400440532013000", "DE89370400440532013000"),
        ("pay to NL91 ABNA 0417 1643 00, please", "NL91 ABNA 0417 1643 00"),
        (
            "IBAN: DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000",
            "DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000",
        ),
        ("DE 89 3704 0044 0532 0130 00", "DE 89 3704 0044 0532 0130 00"),
        ("DE89-3704-0044-0532-0130-00.", "DE89-3704-0044-0532-0130-00"),
    ],
)
def test_an_iban_is_found_with_its_blanks(line: str, printed: str) -> None:
    (found,) = find_ibans(line)
    assert found.text == printed
    assert line[found.start : found.end] == printed
    assert found.valid


def test_an_iban_with_wrong_check_digits_is_found_and_marked() -> None:
    (found,) = find_ibans("IBAN DE88 3704 0044 0532 0130 00")
    assert not found.valid


@pytest.mark.parametrize("line", ["", "DE89", "INVOICE NO 12345678 DATE", "DE89 3704 is too short", "RE2019 0815 4711"])
def test_no_iban_where_there_is_none(line: str) -> None:
    assert find_ibans(line) == ()


@pytest.mark.parametrize(
    ("line", "normal", "valid"),
    [
        ("USt-IdNr.: DE136695976", "DE136695976", True),
        ("USt-IdNr. DE 136 695 976", "DE136695976", True),
        ("USt-IdNr. DE123456789", "DE123456789", False),
        ("TVA FR 40 303265045", "FR40303265045", True),
        ("BTW BE 0428.759.497", "BE0428759497", True),
        ("btw-nr NL004495445B01", "NL004495445B01", True),
        ("P.IVA IT00743110157", "IT00743110157", True),
        ("ATU 13585627", "ATU13585627", True),
        ("CHE-100.155.212 MWST", "CHE100155212MWST", True),
        ("VAT GB 980 7806 84", "GB980780684", True),
        ("ES B-58378431", "ESB58378431", True),
    ],
)
def test_a_vat_number_is_found_in_any_dress(line: str, normal: str, valid: bool) -> None:
    (found,) = find_vat_numbers(line)
    assert (found.normal, found.valid) == (normal, valid)
    assert line[found.start : found.end] == found.text


@pytest.mark.parametrize("line", ["", "12/345/67890", "PLEASE PAY", "SEE 12", "invoice DE-2019-1"])
def test_no_vat_number_where_there_is_none(line: str) -> None:
    assert find_vat_numbers(line) == ()


def test_a_vat_number_without_prefix_is_judged_by_its_country() -> None:
    assert is_valid_vat("136695976", "DE") is True
    assert is_valid_vat("136695977", "DE") is False
    assert is_valid_vat("136695976") is None
    assert is_valid_vat("U13585627", "AT") is True
    assert is_valid_vat("EL094259216") is True
    assert is_valid_vat("094259216", "GR") is True


def test_a_bic_has_a_country_inside() -> None:
    assert is_valid_bic("COBADEFFXXX")
    assert is_valid_bic("COBADEFF")
    assert not is_valid_bic("COBAXXFF")
    assert not is_valid_bic("COBADEF")
    assert [item.text for item in find_bics("BIC: COBADEFFXXX, Swift INGDDEFF")] == ["COBADEFFXXX", "INGDDEFF"]
    assert find_bics("Total amount 12345678") == ()


def test_payment_references_know_their_check_digits() -> None:
    assert is_valid_rf("RF18 5390 0754 7034")
    assert not is_valid_rf("RF19 5390 0754 7034")
    assert is_valid_ogm("+++090/9337/55493+++")
    assert not is_valid_ogm("+++090/9337/55494+++")
    (rf,) = find_creditor_references("Referenz RF18 5390 0754 7034")
    assert rf.normal == "RF18539007547034"
    (ogm,) = find_ogms("mededeling +++090/9337/55493+++")
    assert (ogm.text, ogm.valid) == ("+++090/9337/55493+++", True)


def test_normal_form_is_letters_and_digits() -> None:
    assert normalise_identifier(" be 0428.759-497 ") == "BE0428759497"


def test_the_tables_agree_with_stdnum() -> None:
    from stdnum import numdb
    from stdnum.eu.vat import MEMBER_STATES

    registry = numdb.get("iban")
    for country, length in IBAN_LENGTHS.items():
        known = registry.info(country)[0][1].get("bban")
        if known:
            assert sum(int(part) for part in re.findall(r"(\d+)!", known)) + 4 == length, country
    assert {code.upper() for code in MEMBER_STATES} <= set(VAT_SHAPES)


@pytest.mark.parametrize("number", ["27AADCV7782M1ZI", "84188 2207 RT0001", "T4188220714188"])
def test_national_vat_numbers_are_told_by_their_form(number: str) -> None:
    assert [found.text for found in national_vat_numbers(f"Reg. No. {number}, page 1")] == [number]
    assert national_vat_numbers("Order 27AADCV7782 of T418") == ()
