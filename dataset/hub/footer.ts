import { parquetMetadata, type ColumnChunk, type FileMetaData, type RowGroup } from "hyparquet";
import { ByteWriter } from "hyparquet-writer";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { HubError } from "./hub-error";

/** Bytes of one row group in its file. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Footer {
  readonly metadata: FileMetaData;
  /** Of each row group. */
  readonly spans: readonly Span[];
  readonly rows: readonly number[];
  readonly columns: readonly string[];
}

/** The mark at both ends of a parquet file. */
export const magic = Buffer.from("PAR1");
/** Length and mark at the end. */
const tailBytes = 8;

/** How many bytes a footer takes with its tail, from the last bytes of a file. @throws HubError when it is no parquet file */
export function footerBytes(end: Uint8Array, path: string): number {
  const tail = Buffer.from(end.subarray(-tailBytes));
  if (tail.length < tailBytes || !tail.subarray(4).equals(magic))
    throw new HubError(`'${path}' is no parquet file: it does not end with PAR1`);
  return tail.readUInt32LE(0) + tailBytes;
}

/** @throws HubError when it cannot be read */
export function parseFooter(bytes: Uint8Array, path: string): Footer {
  const metadata = metadataOf(bytes, path);
  const names = metadata.schema.slice(1);
  const columns: string[] = [];
  for (let at = 0; at < names.length; at = afterSubtree(metadata, at + 1) - 1)
    columns.push(names[at]?.name ?? "");
  return {
    metadata,
    spans: metadata.row_groups.map((group) => spanOf(group, path)),
    rows: metadata.row_groups.map(({ num_rows }) => Number(num_rows)),
    columns,
  };
}

function metadataOf(bytes: Uint8Array, path: string): FileMetaData {
  try {
    return parquetMetadata(bytes, { geoparquet: false });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HubError(`'${path}' has a footer that cannot be read (${reason}); tell its owner`, {
      cause: error,
    });
  }
}

/** Where in the list of the schema the element after this one's children stands. */
function afterSubtree({ schema }: FileMetaData, at: number): number {
  let left = 1;
  let next = at;
  for (; left > 0 && next < schema.length; next += 1) left += (schema[next]?.num_children ?? 0) - 1;
  return next;
}

/** A column's first page: the dictionary's, where there is one. */
function startOf({ meta_data, file_path }: ColumnChunk, path: string): bigint {
  if (meta_data === undefined || (file_path !== undefined && file_path !== ""))
    throw new HubError(`'${path}' keeps its columns encrypted or in other files: not supported`);
  const { dictionary_page_offset: dictionary, data_page_offset: data } = meta_data;
  return isThere(dictionary) && dictionary < data ? dictionary : data;
}

/** Some writers give 0 for a page that is not there. */
const isThere = (offset: bigint | undefined): offset is bigint =>
  offset !== undefined && offset > 0n;

function spanOf({ columns }: RowGroup, path: string): Span {
  const starts = columns.map((column) => Number(startOf(column, path)));
  const ends = columns.map(
    ({ meta_data }, at) => (starts[at] ?? 0) + Number(meta_data?.total_compressed_size ?? 0),
  );
  return { from: Math.min(...starts), to: Math.max(...ends) };
}

/**
 * A footer, with length and mark, for a file of just the row groups `first` to `last`, put one after the other behind the
 * mark. Pages know no positions, so that only the columns' have to move. Indexes, Bloom filters and statistics stay
 * behind: they are not needed for reading.
 */
export function footerOfPart({ metadata, spans }: Footer, first: number, last: number): Uint8Array {
  let place = magic.length;
  const row_groups = metadata.row_groups.slice(first, last + 1).map((group, at) => {
    const span = spans[first + at] ?? { from: 0, to: 0 };
    const moved = moveGroup(group, BigInt(place - span.from));
    place += span.to - span.from;
    return moved;
  });
  const num_rows = row_groups.reduce((sum, group) => sum + group.num_rows, 0n);
  const writer = new ByteWriter();
  writeMetadata(writer, { ...metadata, row_groups, num_rows });
  writer.appendBytes(magic);
  return writer.getBytes();
}

function moveGroup(group: RowGroup, by: bigint): RowGroup {
  const { file_offset, ...rest } = group;
  return {
    ...rest,
    ...(file_offset === undefined ? {} : { file_offset: file_offset + by }),
    columns: group.columns.map(({ meta_data, file_offset: at }) => ({
      // 0 where the writer put no copy of the metadata beside the pages: then it stays so
      file_offset: at > 0n ? at + by : at,
      ...(meta_data === undefined ? {} : { meta_data: moveColumn(meta_data, by) }),
    })),
  };
}

type ColumnMetaData = NonNullable<ColumnChunk["meta_data"]>;

function moveColumn(column: ColumnMetaData, by: bigint): ColumnMetaData {
  const { statistics, bloom_filter_offset, bloom_filter_length, ...rest } = column;
  const { index_page_offset: index, dictionary_page_offset: dictionary, ...kept } = rest;
  return {
    ...kept,
    data_page_offset: kept.data_page_offset + by,
    ...(isThere(index) ? { index_page_offset: index + by } : {}),
    ...(isThere(dictionary) ? { dictionary_page_offset: dictionary + by } : {}),
  };
}
