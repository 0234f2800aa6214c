import type { WrittenLanguage } from '../language.ts';

/** German. */
export const german: WrittenLanguage = {
  tag: 'de',
  formats: {
    months: [
      ...['Januar', 'Februar', 'März', 'April', 'Mai', 'Juni', 'Juli'],
      ...['August', 'September', 'Oktober', 'November', 'Dezember'],
    ],
    shortMonths: ['Jan.', 'Feb.', 'März', 'Apr.', 'Mai', 'Juni', 'Juli', 'Aug.', 'Sept.', 'Okt.', 'Nov.', 'Dez.'],
    date: '{dd}.{mm}.{yyyy}',
    month: '{month} {yyyy}',
    shortMonth: '{month} {yyyy}',
    period: '{dd}.–{last}.{mm}.{yyyy}',
    moment: '{date}, {time} Uhr {zone}',
    group: '.',
    decimal: ',',
    percent: '{number}\u00a0%',
    sentences: ' ',
  },
  texts: {
    label: '{label}:',
    page: 'Seite {page} von {pages}',

    'certificate.title': 'Software-Berechtigungszertifikat',
    'certificate.statement':
      'Hiermit wird bestätigt, dass die unten genannten Konten die hier beschriebene Softwareberechtigung besitzen.',
    'certificate.paper':
      'Gedrucktes Lizenzdokument. Es wird mit der Hardware geliefert; bewahren Sie es beim Gerät auf.',
    'certificate.issued': 'Ausgestellt am {date}',
    'certificate.activationCode': 'Aktivierungscode',
    'certificate.ssrn': 'Referenznummer für den Software-Support (SSRN)',
    'certificate.qr': 'QR-Code mit der Adresse {url}',
    'certificate.scan': 'Scannen und Berechtigung ansehen',
    'certificate.online': 'Diese Berechtigung online',
    'certificate.entitlement': 'Berechtigung',
    'certificate.signed':
      'Dieses Zertifikat ist elektronisch signiert; eine veränderte Kopie besteht die Prüfung nicht. Prüfsumme aller seiner Angaben (SHA-256):',
    'certificate.key': 'Signaturschlüssel: {key}',
    'certificate.footer': 'Berechtigung {id}',
    'certificate.subject': 'Auftrag {order}, Position {line}',
    'certificate.keywords': 'Softwarelizenz, Berechtigung, Aktivierungscode, SSRN',
    'accounts.title': 'Konten',
    'accounts.role': 'Rolle',
    'accounts.name': 'Name',
    'accounts.account': 'Konto',
    'accounts.country': 'Land',
    'accounts.more': { one: 'und {count} weiteres', other: 'und {count} weitere' },
    'role.end-customer': 'Endkunde',
    'role.partner': 'Partner',
    'role.distributor': 'Distributor',
    'role.sold-to': 'Auftraggeber',
    'role.bill-to': 'Rechnung an',

    'detail.sku': 'Produkt (SKU)',
    'detail.quantity': 'Menge',
    'detail.term': 'Laufzeit',
    'detail.startsOn': 'Beginn',
    'detail.endsOn': 'Ende',
    'detail.never': 'Unbefristet',
    'detail.graceEndsOn': 'Kulanzfrist bis',
    'detail.noGrace': 'Keine Kulanzfrist',
    'detail.order': 'Auftragsnummer',
    'detail.orderLine': '{order}, Position {line}',
    'detail.purchaseOrder': 'Ihre Bestellung',
    'detail.noPurchaseOrder': 'Nicht angegeben',
    'detail.entitlement': 'Berechtigung',
    'detail.deviceType': 'Gerätetyp',
    'detail.edition': 'Edition',
    'detail.package': 'Paket',
    'term.initial': '{term}, Erstkauf',
    'term.renewal': '{term}, Verlängerung',
    'term.perpetual': 'Unbefristet',
    'term.years': { one: '{count} Jahr', other: '{count} Jahre' },
    'term.months': { one: '{count} Monat', other: '{count} Monate' },

    'activation.heading': 'Mit dem Code aktivieren',
    'activation.mail':
      'Öffnen Sie die Anleitung und geben Sie den Aktivierungscode dort ein, wo danach gefragt wird. Das Berechtigungszertifikat ist angehängt.',
    'activation.certificate':
      'Öffnen Sie die Anleitung und geben Sie den Aktivierungscode dort ein, wo danach gefragt wird.',
    'activation.byLink':
      'Öffnen Sie die Anleitung und geben Sie den Aktivierungscode dort ein, wo danach gefragt wird.',
    'activation.instructions': 'So aktivieren und nutzen Sie diese Lizenz',
    'license-key.heading': 'Lizenzschlüsseldatei installieren',
    'license-key.mail':
      'Die Lizenzschlüsseldatei ist angehängt. Installieren Sie sie in Ihrem Produkt, wie es die Anleitung beschreibt. Das Berechtigungszertifikat ist ebenfalls angehängt.',
    'license-key.certificate':
      'Die Lizenzschlüsseldatei kam als Anhang der Liefer-E-Mail. Installieren Sie sie in Ihrem Produkt, wie es die Anleitung beschreibt. Der Support fragt nach Aktivierungscode und SSRN.',
    'license-key.byLink':
      'Die Lizenzschlüsseldatei liegt online bei dieser Berechtigung. Installieren Sie sie in Ihrem Produkt, wie es die Anleitung beschreibt.',
    'license-key.instructions': 'So installieren Sie den Lizenzschlüssel',
    'entitlement-only.heading': 'Kein Lizenzschlüssel nötig',
    'entitlement-only.mail':
      'Das angehängte Zertifikat beschreibt, wozu Sie berechtigt sind. Ihr Produkt braucht keinen Lizenzschlüssel.',
    'entitlement-only.certificate':
      'Dieses Zertifikat beschreibt, wozu Sie berechtigt sind. Das Produkt braucht keinen Lizenzschlüssel. Bewahren Sie Aktivierungscode und SSRN für Ihre Unterlagen auf.',
    'entitlement-only.byLink':
      'Ihr Produkt braucht keinen Lizenzschlüssel. Das Zertifikat, das beschreibt, wozu Sie berechtigt sind, liegt online bei dieser Berechtigung.',
    'entitlement-only.instructions': 'So nutzen Sie diese Lizenz',
    'no-activation.heading': 'Keine Aktivierung nötig',
    'no-activation.mail':
      'Die Lizenz gilt ohne Aktivierung: Es ist nichts einzugeben und nichts zu installieren. Bewahren Sie Aktivierungscode und SSRN für Ihre Unterlagen auf; das Berechtigungszertifikat ist angehängt.',
    'no-activation.certificate':
      'Die Lizenz gilt ohne Aktivierung: Es ist nichts einzugeben und nichts zu installieren. Bewahren Sie Aktivierungscode und SSRN für Ihre Unterlagen auf.',
    'no-activation.byLink':
      'Die Lizenz gilt ohne Aktivierung: Es ist nichts einzugeben und nichts zu installieren. Bewahren Sie Aktivierungscode und SSRN für Ihre Unterlagen auf.',
    'no-activation.instructions': 'So nutzen Sie diese Lizenz',
    'legacy-portal.heading': 'Lizenzschlüssel aus dem bisherigen Portal holen',
    'legacy-portal.mail':
      'Die Schlüssel dieses Produkts kommen aus dem bisherigen Lizenzverwaltungssystem. Die Anleitung führt dorthin; halten Sie Aktivierungscode und SSRN bereit. Das Berechtigungszertifikat ist angehängt.',
    'legacy-portal.certificate':
      'Die Schlüssel dieses Produkts kommen aus dem bisherigen Lizenzverwaltungssystem. Die Anleitung führt dorthin; halten Sie Aktivierungscode und SSRN bereit.',
    'legacy-portal.byLink':
      'Die Schlüssel dieses Produkts kommen aus dem bisherigen Lizenzverwaltungssystem. Die Anleitung führt dorthin; halten Sie Aktivierungscode und SSRN bereit.',
    'legacy-portal.instructions': 'Hier erhalten Sie die Lizenzschlüssel',
    'paper.heading': 'Auf Papier, mit der Hardware',
    'paper.mail':
      'Das Lizenzdokument wird auf Papier mit der Hardware geliefert. Eine Kopie ist an diese E-Mail angehängt.',
    'paper.certificate':
      'Dieses Dokument wird gedruckt und mit der Hardware geliefert. Bewahren Sie es beim Gerät auf: Aktivierungscode und SSRN darauf weisen Ihre Lizenz aus.',
    'paper.byLink':
      'Das Lizenzdokument wird auf Papier mit der Hardware geliefert. Eine Kopie liegt online bei dieser Berechtigung.',
    'paper.instructions': 'So nutzen Sie diese Lizenz',

    'shipment.subject': 'Auftrag {order}: {what}',
    'shipment.subjectOfPart': 'Auftrag {order}: {what} ({part} von {parts})',
    'shipment.licenses': { one: '{count} Lizenz', other: '{count} Lizenzen' },
    'shipment.preheader': 'Aktivierungscodes, Support-Referenznummern und Zertifikate zum Auftrag {order}.',
    'shipment.title': { one: 'Ihre Lizenz ist bereit', other: 'Ihre {count} Lizenzen sind bereit' },
    'shipment.fulfilled': 'Der Auftrag {order} wurde ausgeführt.',
    'shipment.fulfilledYours': 'Der Auftrag {order} (Ihre Bestellung {purchaseOrder}) wurde ausgeführt.',
    'shipment.below': {
      one: 'Hier finden Sie, was Sie brauchen, um die Lizenz zu nutzen und Support für sie zu erhalten.',
      other: 'Hier finden Sie, was Sie brauchen, um die Lizenzen zu nutzen und Support für sie zu erhalten.',
    },
    'shipment.part':
      'Dies ist Teil {part} von {parts}: Zusammen sind sie größer, als eine Nachricht sein darf. Jeder Teil enthält eigene Lizenzen.',
    'shipment.ssrn': 'SSRN',
    'shipment.seeOnline': 'Diese Berechtigung online ansehen',
    'shipment.certificates': {
      one: '{count} Berechtigungszertifikat',
      other: '{count} Berechtigungszertifikate',
    },
    'shipment.keyFiles': { one: '{count} Lizenzschlüsseldatei', other: '{count} Lizenzschlüsseldateien' },
    'shipment.attached': 'Anhang: {certificates}.',
    'shipment.attachedWithKeys': 'Anhang: {certificates} und {keyFiles}.',
    'shipment.tooLarge': {
      one: 'Das Berechtigungszertifikat ist für Ihren Mailserver zu groß. Online, unter der obigen Adresse der Berechtigung, finden Sie das Zertifikat und, wo es eine gibt, die Lizenzschlüsseldatei.',
      other:
        'Die Berechtigungszertifikate sind für Ihren Mailserver zu groß. Online, unter der obigen Adresse der Berechtigung, finden Sie das Zertifikat und, wo es eine gibt, die Lizenzschlüsseldatei.',
    },
    'shipment.visibility':
      'Jedes Konto des Auftrags sieht seine Berechtigungen sofort online; diese Nachricht ist dafür nicht nötig.',
    'shipment.questions': 'Fragen? Schreiben Sie an {link} und nennen Sie die SSRN.',
    'shipment.secrecy': 'Geben Sie Aktivierungscodes nicht weiter.',
    'shipment.automatic': 'Diese Nachricht wurde automatisch zur Lieferung {shipment} versandt.',
  },
};
