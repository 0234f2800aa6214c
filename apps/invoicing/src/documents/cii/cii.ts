import { textElement, writeXml, type XmlNode } from '#formats/xml/write.ts';
import type { StoredInvoice } from '../../rows/issued-invoices.rows.ts';
import { correctedInvoices, documentNotes } from '../exchanged.ts';
import { type Presented, presented } from '../presented.ts';
import { ciiLine } from './cii-line.ts';
import { ciiBuyer, ciiSeller } from './cii-party.ts';
import { ciiSettlement } from './cii-settlement.ts';
import { day } from './cii-values.ts';

const standard = 'urn:un:unece:uncefact:data:standard';
const namespaces = {
  'xmlns:rsm': `${standard}:CrossIndustryInvoice:100`,
  'xmlns:ram': `${standard}:ReusableAggregateBusinessInformationEntity:100`,
  'xmlns:udt': `${standard}:UnqualifiedDataType:100`,
};

/** The document as a Cross Industry Invoice (D16B) that follows EN 16931 (I6): the XML of Factur-X. The same document gives the same bytes. */
export function renderCii(issued: StoredInvoice): Buffer {
  const document = presented(issued);
  const guideline: XmlNode = [
    'ram:GuidelineSpecifiedDocumentContextParameter',
    [['ram:ID', 'urn:cen.eu:en16931:2017']],
  ];
  const transaction = [
    ...document.lines.map((line, index) => ciiLine(document, line, index + 1)),
    agreement(document),
    ['ram:ApplicableHeaderTradeDelivery', []] as const,
    ciiSettlement(document),
  ];
  const root: XmlNode = [
    'rsm:CrossIndustryInvoice',
    [
      ['rsm:ExchangedDocumentContext', [guideline]],
      ['rsm:ExchangedDocument', head(document)],
      ['rsm:SupplyChainTradeTransaction', transaction],
    ],
    namespaces,
  ];
  return Buffer.from(writeXml(root));
}

function head(document: Presented): XmlNode[] {
  const { number, issuedOn } = document.issued;
  const corrected = correctedInvoices(document);
  const notes = [
    ...documentNotes(document),
    // D16B has room for one invoice that is taken back: a note names all.
    ...(corrected.length > 1
      ? [document.wording.say('invoice.takesBackLines', { count: corrected.length, invoices: corrected.join(', ') })]
      : []),
  ];
  return [
    ['ram:ID', number],
    ['ram:TypeCode', document.isCredit ? '381' : '380'],
    day('ram:IssueDateTime', issuedOn),
    ...notes.map((note): XmlNode => ['ram:IncludedNote', [['ram:Content', note]]]),
  ];
}

function agreement(document: Presented): XmlNode {
  const { buyerReference, purchaseOrder, orderNumber } = document.references;
  const referenced = (name: string, id: string | undefined): XmlNode | undefined => {
    const assigned = textElement('ram:IssuerAssignedID', id);
    return assigned && [name, [assigned]];
  };
  return [
    'ram:ApplicableHeaderTradeAgreement',
    [
      textElement('ram:BuyerReference', buyerReference),
      ['ram:SellerTradeParty', ciiSeller(document)],
      ['ram:BuyerTradeParty', ciiBuyer(document)],
      referenced('ram:SellerOrderReferencedDocument', orderNumber),
      referenced('ram:BuyerOrderReferencedDocument', purchaseOrder),
    ],
  ];
}
