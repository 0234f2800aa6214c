import type { Attachment } from '#documents/pdf/properties.ts';
import type { StoredInvoice } from '../rows/issued-invoices.rows.ts';
import { renderCii } from './cii/cii.ts';
import { renderPdf } from './invoice-pdf.ts';
import { renderUbl } from './ubl/ubl.ts';

/** An issued document as its account wants it (I6). The same document gives the same bytes. */

/** The XML, for accounting systems. */
export function xmlOf(issued: StoredInvoice): Buffer {
  const { format } = issued.buyer.documents ?? {};
  return format === 'cii' || format === 'factur-x' ? renderCii(issued) : renderUbl(issued);
}

/** The PDF, for people; as Factur-X with the XML inside, which readers take in its place. */
export function pdfOf(issued: StoredInvoice): Buffer {
  return issued.buyer.documents?.format === 'factur-x' ? renderPdf(issued, facturX(issued)) : renderPdf(issued);
}

/** How a document's format is called where people read it. */
export function formatText(issued: StoredInvoice): string {
  return formatTexts[issued.buyer.documents?.format ?? 'en16931-ubl'];
}

const formatTexts = {
  'en16931-ubl': 'UBL 2.1, EN 16931',
  'peppol-bis': 'Peppol BIS Billing 3',
  xrechnung: 'XRechnung 3.0',
  cii: 'CII D16B, EN 16931',
  'factur-x': 'Factur-X, ZUGFeRD: CII D16B, EN 16931',
};

function facturX(issued: StoredInvoice): Attachment {
  const description = 'Invoice as Factur-X, profile EN 16931';
  return { name: 'factur-x.xml', bytes: renderCii(issued), mediaType: 'text/xml', description, metadata };
}

const property = (name: string, text: string) => `<rdf:li rdf:parseType="Resource">
  <pdfaProperty:name>${name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>
  <pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>${text}</pdfaProperty:description>
</rdf:li>`;

/** What Factur-X says of itself among the document's metadata, and the schema of it, which PDF/A asks for. */
const metadata = `<rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">
<fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>
<fx:Version>1.0</fx:Version><fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>fx</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>
${property('DocumentFileName', 'The name of the embedded XML document')}
${property('DocumentType', 'The type of the hybrid document')}
${property('Version', 'The version of the standard of the embedded XML document')}
${property('ConformanceLevel', 'The conformance level of the embedded XML document')}
</rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>`;
