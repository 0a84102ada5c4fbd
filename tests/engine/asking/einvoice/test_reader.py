"""The XML of an e-invoice says what it says: every syntax gives the same fields."""

import json
from pathlib import Path

import pytest

from faktum.engine.asking.einvoice.reader import read_einvoice
from faktum.engine.asking.einvoice.syntax import syntax
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.invoice import ADDONS, TERMS
from faktum.schemas.record import Source
from faktum.schemas.reply import DocumentKind, RepliedRecord

EVERYTHING = compile_prompt(None, schema="invoice", addons=ADDONS)

CII = """<rsm:CrossIndustryInvoice xmlns:rsm="urn:r" xmlns:ram="urn:a" xmlns:udt="urn:u">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID>
</ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>R-7</ram:ID><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20260305</udt:DateTimeString></ram:IssueDateTime>
<ram:IncludedNote><ram:Content>Sitz Bonn</ram:Content></ram:IncludedNote>
<ram:IncludedNote><ram:Content>HRB 12</ram:Content></ram:IncludedNote></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:IncludedSupplyChainTradeLineItem>
<ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument>
<ram:SpecifiedTradeProduct><ram:SellerAssignedID>A-1</ram:SellerAssignedID><ram:Name>Chair</ram:Name>
</ram:SpecifiedTradeProduct>
<ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>50.0000</ram:ChargeAmount>
</ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">2</ram:BilledQuantity>
</ram:SpecifiedLineTradeDelivery>
<ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:CategoryCode>AE</ram:CategoryCode>
<ram:RateApplicablePercent>0</ram:RateApplicablePercent></ram:ApplicableTradeTax>
<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>true</udt:Indicator></ram:ChargeIndicator>
<ram:ActualAmount>3.00</ram:ActualAmount></ram:SpecifiedTradeAllowanceCharge>
<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>false</udt:Indicator></ram:ChargeIndicator>
<ram:ActualAmount>1.00</ram:ActualAmount></ram:SpecifiedTradeAllowanceCharge>
<ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>102.00</ram:LineTotalAmount>
</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>
</ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Tisch &amp; Stuhl GmbH</ram:Name>
<ram:PostalTradeAddress><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">5/12</ram:ID></ram:SpecifiedTaxRegistration>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE136695976</ram:ID></ram:SpecifiedTaxRegistration>
</ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:Name>Käufer AG</ram:Name></ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeSettlement><ram:PaymentReference>RF18 5390 0754 7034</ram:PaymentReference>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58</ram:TypeCode><ram:PayeePartyCreditorFinancialAccount>
<ram:IBANID>DE02120300000000202051</ram:IBANID></ram:PayeePartyCreditorFinancialAccount>
</ram:SpecifiedTradeSettlementPaymentMeans>
<ram:ApplicableTradeTax><ram:CalculatedAmount>0.00</ram:CalculatedAmount>
<ram:ExemptionReason>Reverse charge</ram:ExemptionReason><ram:BasisAmount>102.00</ram:BasisAmount>
<ram:CategoryCode>AE</ram:CategoryCode><ram:RateApplicablePercent>0</ram:RateApplicablePercent>
</ram:ApplicableTradeTax>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:TaxBasisTotalAmount>102.00</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="HUF">7.00</ram:TaxTotalAmount>
<ram:TaxTotalAmount currencyID="EUR">0.00</ram:TaxTotalAmount>
<ram:GrandTotalAmount>102.00</ram:GrandTotalAmount><ram:DuePayableAmount>102.00</ram:DuePayableAmount>
</ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""

UBL = """<Invoice xmlns="urn:i" xmlns:cac="urn:a" xmlns:cbc="urn:b"><cbc:ID>R-7</cbc:ID>
<cbc:IssueDate>2026-03-05</cbc:IssueDate>
<cbc:InvoiceTypeCode>384</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Brand</cbc:Name></cac:PartyName>
<cac:PartyTaxScheme><cbc:CompanyID>5/12</cbc:CompanyID><cac:TaxScheme><cbc:ID>FC</cbc:ID></cac:TaxScheme>
</cac:PartyTaxScheme>
<cac:PartyTaxScheme><cbc:CompanyID>DE136695976</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
</cac:PartyTaxScheme>
<cac:PartyLegalEntity><cbc:RegistrationName>Tisch GmbH</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party>
</cac:AccountingSupplierParty>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount><cac:TaxSubtotal>
<cbc:TaxableAmount>100.00</cbc:TaxableAmount><cbc:TaxAmount>19.00</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID>
<cbc:Percent>19</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>100.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount>119.00</cbc:TaxInclusiveAmount><cbc:PayableAmount>119.00</cbc:PayableAmount>
</cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>10</cbc:ID><cbc:InvoicedQuantity unitCode="HUR">2</cbc:InvoicedQuantity>
<cbc:LineExtensionAmount>100.00</cbc:LineExtensionAmount>
<cac:Item><cbc:Description>long words</cbc:Description><cbc:Name>Advice</cbc:Name><cac:ClassifiedTaxCategory>
<cbc:Percent>19</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
<cac:Price><cbc:PriceAmount>50.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine></Invoice>"""

ZUGFERD_1 = """<rsm:CrossIndustryDocument xmlns:rsm="urn:r" xmlns:ram="urn:a"><rsm:HeaderExchangedDocument>
<ram:ID>R-7</ram:ID>
<ram:TypeCode>380</ram:TypeCode></rsm:HeaderExchangedDocument><rsm:SpecifiedSupplyChainTradeTransaction>
<ram:ApplicableSupplyChainTradeAgreement><ram:SellerTradeParty><ram:Name>Alt GmbH</ram:Name></ram:SellerTradeParty>
</ram:ApplicableSupplyChainTradeAgreement>
<ram:ApplicableSupplyChainTradeSettlement><ram:SpecifiedTradeSettlementMonetarySummation>
<ram:GrandTotalAmount currencyID="EUR">5.95</ram:GrandTotalAmount>
</ram:SpecifiedTradeSettlementMonetarySummation></ram:ApplicableSupplyChainTradeSettlement>
</rsm:SpecifiedSupplyChainTradeTransaction></rsm:CrossIndustryDocument>"""

FATTURA = """<p:FatturaElettronica xmlns:p="urn:p"><FatturaElettronicaHeader><CedentePrestatore><DatiAnagrafici>
<IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>01234567890</IdCodice></IdFiscaleIVA><Anagrafica>
<Denominazione>Luce Srl</Denominazione></Anagrafica>
</DatiAnagrafici></CedentePrestatore></FatturaElettronicaHeader>
<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa>
<Numero>1</Numero></DatiGeneraliDocumento></DatiGenerali>
<DatiBeniServizi><DatiRiepilogo><ImponibileImporto>10.00</ImponibileImporto></DatiRiepilogo><DatiRiepilogo>
<ImponibileImporto>2.50</ImponibileImporto></DatiRiepilogo></DatiBeniServizi></FatturaElettronicaBody>
<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD04</TipoDocumento><Divisa>EUR</Divisa>
<Numero>2</Numero></DatiGeneraliDocumento></DatiGenerali></FatturaElettronicaBody>
</p:FatturaElettronica>"""


def records(xml: str) -> tuple[RepliedRecord, ...]:
    reply = read_einvoice(xml.encode(), EVERYTHING)
    assert reply is not None
    return reply.records


def test_cii_gives_its_fields_as_they_stand_in_the_xml():
    (record,) = records(CII)
    said = {name: printed.text for name, printed in record.fields.items()}
    assert record.kind is DocumentKind.INVOICE
    assert {printed.source for printed in record.fields.values()} == {Source.XML}
    assert said == {
        "InvoiceNumber": "R-7",
        "InvoiceType": "invoice",
        "InvoiceDate": "2026-03-05",
        "Currency": "EUR",
        "SupplierTaxId": "5/12",
        "SupplierVatNumber": "DE136695976",
        "SupplierName": "Tisch & Stuhl GmbH",
        "CustomerName": "Käufer AG",
        "SupplierCountryCode": "DE",
        "TotalAmountExclTax": "102.00",
        "TotalVATAmount": "0.00",  # in the invoice's currency, not the one of accounting
        "TotalAmountIncTax": "102.00",
        "AmountDue": "102.00",
        "IsReverseCharged": "true",
        "IsSelfBilling": "false",
        "PaymentMethod": "SEPA credit transfer",
        "Supplier.Address.CountryCode": "DE",
        "PaymentIBAN": "DE02120300000000202051",
        "StructuredPaymentReferenceRF": "RF18 5390 0754 7034",
        "ReverseChargeNote": "Reverse charge",
        "LegalStatements": "Sitz Bonn\nHRB 12",
        "EInvoicingProfile": "urn:cen.eu:en16931:2017",
        "OutstandingBalance": "102.00",
        "SourceCurrency": "EUR",
    }


def test_a_line_of_cii_has_its_discount_not_its_surcharge():
    (record,) = records(CII)
    (line,) = record.groups["LineItems"]
    assert {name: printed.text for name, printed in line.items()} == {
        "LineNumber": "1",
        "Description": "Chair",
        "Quantity": "2",
        "UnitOfMeasure": "C62",
        "UnitPrice": "50.0000",
        "LineDiscountAmount": "1.00",
        "LineItems.TaxCategory": "AE",
        "VatPercentage": "0",
        "LineTotalExclTax": "102.00",
        "SKU": "A-1",
    }


def test_ubl_tells_vat_numbers_from_tax_numbers_and_legal_names_from_brands():
    (record,) = records(UBL)
    said = {name: printed.text for name, printed in record.fields.items()}
    assert record.kind is DocumentKind.CORRECTIVE
    assert (said["SupplierVatNumber"], said["SupplierTaxId"]) == ("DE136695976", "5/12")
    assert said["SupplierName"] == "Tisch GmbH"
    (line,) = record.groups["LineItems"]
    assert (line["Description"].text, line["UnitOfMeasure"].text, line["UnitPrice"].text) == ("Advice", "HUR", "50.00")
    (rate,) = record.groups["VatBreakdown"]
    assert (rate["RatePercent"].text, rate["TaxableBase"].text) == ("19", "100.00")


def test_zugferd_1_is_read_though_its_elements_have_other_names():
    (record,) = records(ZUGFERD_1)
    said = {name: printed.text for name, printed in record.fields.items()}
    assert (said["InvoiceNumber"], said["SupplierName"], said["TotalAmountIncTax"]) == ("R-7", "Alt GmbH", "5.95")


def test_a_fatturapa_file_with_two_bodies_is_two_invoices_of_one_seller():
    first, second = records(FATTURA)
    assert (first.kind, second.kind) == (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE)
    assert [record.fields["InvoiceNumber"].text for record in (first, second)] == ["1", "2"]
    assert [record.fields["SupplierVatNumber"].text for record in (first, second)] == ["IT01234567890"] * 2
    assert first.fields["TotalAmountExclTax"].text == "12.50"


def test_a_week_is_its_monday():
    xml = CII.replace('format="102">20260305<', 'format="616">202610<')
    (record,) = records(xml)
    assert record.fields["InvoiceDate"].text == "2026-03-02"


@pytest.mark.parametrize(
    "broken", [CII[:-40], "<Invoice>", '<!DOCTYPE Invoice [<!ENTITY x "y">]><Invoice>&x;</Invoice>']
)
def test_malformed_xml_gives_no_reply_rather_than_half_of_one(broken: str):
    assert read_einvoice(broken.encode(), EVERYTHING) is None


@pytest.mark.parametrize("name", ["cii", "ubl", "fatturapa"])
def test_every_place_belongs_to_a_term_of_the_schema(name: str):
    known = syntax(name)
    places = [*known.fields, *(f"{group}.{leaf}" for group, leaves in known.groups.items() for leaf in leaves)]
    assert [term for term in places if term not in TERMS] == []


@pytest.mark.corpus
def test_every_header_value_of_the_corpus_xml_is_read(corpus: Path):
    wanted = ("InvoiceNumber", "SupplierName", "CustomerName", "PaymentIBAN", "InvoiceDate")
    seen = 0
    wrong: list[str] = []
    for line in (corpus / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["kind"] != "xml":
            continue
        truth = json.loads((corpus / entry["truth"]).read_text(encoding="utf-8"))
        reply = read_einvoice((corpus / entry["file"]).read_bytes(), EVERYTHING)
        assert reply is not None
        for name in wanted:
            if truth.get(name):
                seen += 1
                printed = reply.records[0].fields.get(name)
                if printed is None or "".join(printed.text.split()) != "".join(str(truth[name]).split()):
                    wrong.append(f"{entry['id']} {name}: {printed and printed.text} for {truth[name]}")
    assert seen > 300
    assert wrong == []
