/** What readers show of a document, and what makes its bytes depend on nothing else. */
export interface PdfProperties {
  /** BCP 47; of its texts as a whole. */
  readonly language: string;
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly keywords: string;
  readonly createdAt: Date;
  /** Further entries of the information dictionary. */
  readonly custom: Readonly<Record<string, string>>;
  /** A file inside the document, which becomes PDF/A-3b by it: for archives, and for whoever reads the file in its place. */
  readonly attachment?: Attachment;
}

/** A file that says the same as the pages. */
export interface Attachment {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly description: string;
  /** Descriptions in RDF that stand among the document's metadata. */
  readonly metadata: string;
}
