import { readDocument } from './detect.ts';
import { headOf } from './format.ts';
import { formats } from './formats.ts';

const cxmlOrder = `<?xml version="1.0"?><!DOCTYPE cXML SYSTEM "http://xml.cxml.org/cXML.dtd"><cXML payloadID="1"><Header><From>
<Credential domain="NetworkId"><Identity>AN-1</Identity><SharedSecret>x</SharedSecret></Credential></From></Header><Request><OrderRequest>
<OrderRequestHeader orderID="7" orderVersion="2"><ShipTo><Address addressID="1"><Name>Łódź</Name></Address></ShipTo></OrderRequestHeader>
<ItemOut quantity="25" lineNumber="1"><ItemID><SupplierPartID>AP</SupplierPartID></ItemID><ItemDetail><UnitPrice><Money currency="EUR">118.00
</Money></UnitPrice><UnitOfMeasure>EA</UnitOfMeasure></ItemDetail></ItemOut></OrderRequest></Request></cXML>`;

/** Whatever bytes come: refused by name or unreadable, never thrown. A format adds its sample here. */
const samples: readonly { readonly of: string; readonly text: string }[] = [
  { of: 'cxml', text: cxmlOrder },
  {
    of: 'ubl',
    text: `<o:Order xmlns:o="urn:oasis:names:specification:ubl:schema:xsd:Order-2"><c>EUR</c><ID>1</ID>
      <BuyerCustomerParty><Party><PartyName><Name>Łódź</Name></PartyName></Party></BuyerCustomerParty>
      <OrderLine><LineItem><Quantity unitCode="C62">25</Quantity></LineItem></OrderLine></o:Order>`,
  },
  {
    of: 'edifact',
    text: `UNA:+.? 'UNB+UNOY:3+T+U+261125:0930+R'UNH+1+ORDERS:D:96A:UN'BGM+220+1+9'NAD+BY+1::92++Łódź'LIN+1++AP?+1:SA'QTY+21:2'
      PRI+AAA:118,00'UNS+S'CNT+2:1'UNT+9+1'UNZ+1+R'`,
  },
  {
    of: 'idoc',
    text: `<ORDERS05><IDOC BEGIN="1"><EDI_DC40><MESTYP>ORDERS</MESTYP></EDI_DC40><E1EDK01><CURCY>EUR</CURCY><BELNR>1</BELNR></E1EDK01>
      <E1EDKA1><PARVW>AG</PARVW><NAME1>Łódź</NAME1></E1EDKA1><E1EDP01><MENGE>2.000</MENGE><VPREI>1</VPREI></E1EDP01></IDOC></ORDERS05>`,
  },
  {
    of: 'x12',
    text: `ISA*00*          *00*          *ZZ*BUYER          *ZZ*US             *261129*0915*U*00401*000000001*0*P*>~GS*PO*B*U*20261129*0915
*1*X*004010~ST*850*0001~BEG*00*NE*PO-1**20261128~N1*BY*Łódź*92*1~PO1*1*25*EA*118.00*PE*VN*AP~CTT*1~SE*6*0001~GE*1*1~IEA*1*000000001~`,
  },
  {
    of: 's4-event',
    text: JSON.stringify({
      specversion: '1.0',
      type: 'sap.s4.beh.salesorder.v1.SalesOrder.Changed.v1',
      data: { SalesOrder: '4711' },
    }),
  },
  {
    of: 's4',
    text: JSON.stringify({
      d: {
        __metadata: { type: 'API_SALES_ORDER_SRV.A_SalesOrderType' },
        SalesOrder: '4711',
        LastChangeDateTime: '/Date(1795860000123+0000)/',
        to_Item: {
          results: [
            {
              SalesOrderItem: '10',
              HigherLevelItem: '0',
              Material: 'Łódź',
              RequestedQuantity: '25',
              NetAmount: '1.00',
            },
          ],
        },
      },
    }),
  },
  {
    of: 'business-central',
    text: JSON.stringify({
      number: 'S-1',
      salesOrderLines: [
        { sequence: 10000, lineType: 'Item', lineObjectNumber: 'AP', quantity: 25, unitPrice: 118, netAmount: 2950 },
      ],
    }),
  },
  {
    of: 'shopify',
    text: JSON.stringify({
      financial_status: 'paid',
      order_number: 1,
      email: 'a@x.example',
      line_items: [{ sku: 'AP', name: 'Łódź', quantity: 2, price: '1.00' }],
    }),
  },
  {
    of: 'woocommerce',
    text: JSON.stringify({
      order_key: 'k',
      number: '1',
      status: 'processing',
      billing: { company: 'Łódź', email: 'a@x.example' },
      line_items: [{ id: 1, sku: 'AP', quantity: 2, total: '2.00' }],
    }),
  },
  {
    of: 'erpnext',
    text: JSON.stringify({
      doctype: 'Sales Order',
      name: 'S-1',
      docstatus: 1,
      customer_name: 'Łódź',
      items: [{ idx: 1, item_code: 'AP', qty: 2.0, rate: 1.0, net_amount: 2.0 }],
    }),
  },
  {
    of: 'netsuite',
    text: JSON.stringify({
      tranId: 'S1',
      entity: { id: '1', refName: 'Łódź' },
      item: { items: [{ line: 1, item: { refName: 'AP' }, quantity: 2.0, rate: 1.0 }] },
    }),
  },
  {
    of: 'salesforce',
    text: JSON.stringify({
      OrderNumber: '1',
      Status: 'Activated',
      Account: { Name: 'Łódź' },
      OrderItems: { records: [{ Product2: { ProductCode: 'AP' }, Quantity: 2.0, UnitPrice: 1.0 }] },
    }),
  },
  {
    of: 'odoo',
    text: JSON.stringify({
      name: 'S1',
      state: 'sale',
      partner_id: [7, 'Łódź'],
      order_line: [{ id: 1, product_id: [7, '[AP] x'], product_uom_qty: 2.0, price_unit: 1.0 }],
    }),
  },
  {
    of: 'dynamics-365',
    text: JSON.stringify({
      SalesOrderNumber: 'S1',
      SalesOrderStatus: 'Backorder',
      SalesOrderName: 'Łódź',
      SalesOrderLines: [
        { ItemNumber: 'AP', OrderedSalesQuantity: 2, SalesPrice: 1.0, SalesPriceQuantity: 1, LineAmount: 2.0 },
      ],
    }),
  },
  {
    of: 'json',
    text: JSON.stringify({
      orderNumber: 'SO-1',
      revision: 1,
      currency: 'EUR',
      accounts: [{ accountId: 'ACC-1', role: 'end-customer', name: 'Łódź' }],
      emails: ['it@lodz.example'],
      lines: [{ lineNumber: 1, sku: 'AP-1Y', quantity: 25, unitPrice: '118.00', requestedShipDate: '2026-12-15' }],
    }),
  },
];

const readAny = (bytes: Uint8Array) => formats.map((format) => format.read(bytes, headOf(bytes)));

describe('documents of any bytes', () => {
  test.each(samples)('$of is detected', ({ of, text }) => {
    const bytes = Buffer.from(text);
    expect(readDocument(bytes, headOf(bytes))).toMatchObject({ format: of, result: { violations: [] } });
  });

  test.each(samples)('$of cut at any byte is refused, never thrown', ({ text }) => {
    const bytes = Buffer.from(text);
    for (let end = 0; end < bytes.length; end++) {
      for (const result of readAny(bytes.subarray(0, end))) {
        if ('unreadable' in result) expect(result.unreadable).not.toBe('');
        else expect(result.violations.length + result.readings.length).toBeGreaterThan(0);
      }
    }
  });

  test.each(samples)('$of in another encoding, or with a byte turned, is never thrown', ({ text }) => {
    for (const encoding of ['utf16le', 'latin1'] as const) readAny(Buffer.from(text, encoding));
    const bytes = Buffer.from(text);
    for (let index = 0; index < bytes.length; index++) {
      const turned = Buffer.from(bytes);
      turned[index] = (turned[index] ?? 0) ^ (1 << (index % 8));
      readAny(turned);
    }
  });

  test('10 MB are refused before they are read', () => {
    for (const sign of ['[', '<a>', ' ', '"']) {
      for (const result of readAny(Buffer.alloc(10_000_000, sign))) {
        expect(result).toMatchObject({ unreadable: expect.stringMatching(/10000000 bytes/) });
      }
    }
  });
});
