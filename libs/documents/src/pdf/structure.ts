import { type Drawn, type PdfFile, type Reference, textString } from './objects.ts';

/** The structure types that a document of ours uses (ISO 32000 14.8.4). */
export type StructureType = 'Document' | 'H1' | 'H2' | 'P' | 'Table' | 'TR' | 'TH' | 'TD' | 'Figure' | 'Link';

export interface ElementOptions {
  /** Read out instead of a picture. */
  readonly alt?: string;
  readonly scope?: 'Row' | 'Column';
}

export interface Element {
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
  const root: Element = { type: 'Document', options: {}, children: [] };
  const marksOfPages: Element[][] = [];
  const annotations: Element[] = [];
  return {
    root,
    append(parent, type, options = {}) {
      const element: Element = { type, options, children: [] };
      parent.children.push(element);
      return element;
    },
    mark(element, page) {
      marksOfPages[page] ??= [];
      const mark = (marksOfPages[page]?.push(element) ?? 1) - 1;
      element.children.push({ page, mark });
      return mark;
    },
    nextAnnotationKey: () => annotationKeys + annotations.length,
    tie(element, page, object, key) {
      annotations.push(element);
      element.children.push({ page, object, key });
    },
    write(file) {
      const { pages, treeRoot } = file;
      const written = new Map<Element, Reference>();
      const document = writeElement(file, root, treeRoot, pages, written);
      const pageEntries = pages.map((_, page) => {
        const owners = (marksOfPages[page] ?? []).map((element) => written.get(element));
        return `${page} [${owners.join(' ')}]`;
      });
      const annotationEntries = annotations.map(
        (element, index) => `${annotationKeys + index} ${written.get(element)}`,
      );
      const parentTree = file.addCommon(`/Nums [${[...pageEntries, ...annotationEntries].join(' ')}]`);
      return { root: document, parentTree, nextKey: annotationKeys + annotations.length };
    },
  };
}

function writeElement(
  file: PdfFile,
  element: Element,
  parent: Reference,
  pages: readonly Reference[],
  written: Map<Element, Reference>,
): Reference {
  const own = file.reserve();
  written.set(element, own.reference);
  const firstPage = element.children.find((child): child is MarkedContent => 'mark' in child)?.page;
  const children = element.children.map((child) => {
    if ('type' in child) return writeElement(file, child, own.reference, pages, written);
    if ('object' in child) return `<< /Type /OBJR /Obj ${child.object} /Pg ${pages[child.page]} >>`;
    if (child.page === firstPage) return `${child.mark}`;
    return `<< /Type /MCR /Pg ${pages[child.page]} /MCID ${child.mark} >>`;
  });
  const { alt, scope } = element.options;
  const write = alt ? own.write : own.writeCommon;
  write(
    `/S /${element.type} /P ${parent} /K ${children.length === 1 ? children[0] : `[${children.join(' ')}]`}` +
      (firstPage === undefined ? '' : ` /Pg ${pages[firstPage]}`) +
      (alt ? ` /Alt ${textString(alt)}` : '') +
      (scope ? ` /A << /O /Table /Scope /${scope} >>` : ''),
  );
  return own.reference;
}
