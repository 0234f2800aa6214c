import { type CommonObjects, type Drawn, type PdfFile, type Reference, textString } from './objects.ts';

/** The structure types that a document of ours uses (ISO 32000 14.8.4). */
export type StructureType = 'Document' | 'H1' | 'H2' | 'P' | 'Table' | 'TR' | 'TH' | 'TD' | 'Figure' | 'Link';

export interface ElementOptions {
  /** Read out instead of a picture. */
  readonly alt?: string;
  readonly scope?: 'Row' | 'Column';
}

export interface Element {
  /** Its place in the order in which they were begun. */
  readonly number: number;
  readonly type: StructureType;
  readonly options: ElementOptions;
  readonly children: (Element | MarkedContent | ObjectContent)[];
}

interface MarkedContent {
  readonly page: number;
  readonly mark: number;
}

interface ObjectContent {
  readonly page: number;
  readonly object: Reference;
  readonly key: number;
}

/** The logical structure of a document: what screen readers and text extraction follow. */
export interface Structure {
  readonly root: Element;
  append(parent: Element, type: StructureType, options?: ElementOptions): Element;
  /** Numbers a piece of page content that belongs to an element. */
  mark(element: Element, page: number): number;
  /** Ties an annotation to its element; yields the key that the annotation has to carry. */
  nextAnnotationKey(): number;
  tie(element: Element, page: number, annotation: Reference, key: number): void;
  write(file: PdfFile): Drawn['structure'];
}

const annotationKeys = 1_000; // the keys below are those of the pages

export function createStructure(): Structure {
  const root: Element = { number: 0, type: 'Document', options: {}, children: [] };
  const marksOfPages: Element[][] = [];
  const annotations: Element[] = [];
  const elements = [root];
  // All that was done, in few letters: structures of one shape are the same.
  let shape = '';
  return {
    root,
    append(parent, type, options = {}) {
      const element: Element = { number: elements.length, type, options, children: [] };
      elements.push(element);
      parent.children.push(element);
      shape += `${parent.number}${type}${options.scope ?? ''}${options.alt ? '"' : ''} `;
      return element;
    },
    mark(element, page) {
      marksOfPages[page] ??= [];
      const mark = (marksOfPages[page]?.push(element) ?? 1) - 1;
      element.children.push({ page, mark });
      shape += `${element.number}.${page} `;
      return mark;
    },
    nextAnnotationKey: () => annotationKeys + annotations.length,
    tie(element, page, object, key) {
      annotations.push(element);
      element.children.push({ page, object, key });
      shape += `${element.number}@${page} ${object} `;
    },
    write(file) {
      // What pictures show is of the document's facts: it stands apart.
      const alts = new Map<Element, Reference>();
      for (const element of elements)
        if (element.options.alt) alts.set(element, file.addText(textString(element.options.alt)));
      return file.common(shape, (objects) => {
        const written: Reference[] = [];
        const document = writeElement(root, file.treeRoot, { objects, pages: file.pages, alts, written });
        const pageEntries = file.pages.map((_, page) => {
          const owners = (marksOfPages[page] ?? []).map(({ number }) => written[number]);
          return `${page} [${owners.join(' ')}]`;
        });
        const annotationEntries = annotations.map(
          ({ number }, index) => `${annotationKeys + index} ${written[number]}`,
        );
        const parentTree = objects.add(`/Nums [${[...pageEntries, ...annotationEntries].join(' ')}]`);
        return { root: document, parentTree, nextKey: annotationKeys + annotations.length };
      });
    },
  };
}

interface Writing {
  readonly objects: CommonObjects;
  readonly pages: readonly Reference[];
  readonly alts: ReadonlyMap<Element, Reference>;
  /** By the elements' numbers. */
  readonly written: Reference[];
}

function writeElement(element: Element, parent: Reference, writing: Writing): Reference {
  const { objects, pages, alts, written } = writing;
  const own = objects.reserve();
  written[element.number] = own.reference;
  const firstPage = element.children.find((child): child is MarkedContent => 'mark' in child)?.page;
  const children = element.children.map((child) => {
    if ('type' in child) return writeElement(child, own.reference, writing);
    if ('object' in child) return `<< /Type /OBJR /Obj ${child.object} /Pg ${pages[child.page]} >>`;
    if (child.page === firstPage) return `${child.mark}`;
    return `<< /Type /MCR /Pg ${pages[child.page]} /MCID ${child.mark} >>`;
  });
  const { scope } = element.options;
  const alt = alts.get(element);
  own.write(
    `/S /${element.type} /P ${parent} /K ${children.length === 1 ? children[0] : `[${children.join(' ')}]`}` +
      (firstPage === undefined ? '' : ` /Pg ${pages[firstPage]}`) +
      (alt ? ` /Alt ${alt}` : '') +
      (scope ? ` /A << /O /Table /Scope /${scope} >>` : ''),
  );
  return own.reference;
}
