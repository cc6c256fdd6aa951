// The text/event-stream format, as the HTML standard has it.

/** One event of a stream. */
export interface Frame {
  /** The id that a resumed stream names: this event's, or the last one before it. */
  id: string;
  /** Absent in a frame that only moves the id. */
  data: string | undefined;
}

/** Turns the bytes of a stream into events. Chunks may be cut anywhere. */
export class SseParser {
  /** The wait that the server asks for before a reconnection, in milliseconds. */
  retryMs: number | undefined;
  // drops the byte order mark at the beginning, and keeps halves of characters
  readonly #decoder = new TextDecoder();
  /** The pieces of the line that is not over yet. */
  #line: string[] = [];
  #afterCr = false;
  #data: string[] | undefined;
  #id: string;
  #announced: string;

  constructor(lastId = '') {
    this.#id = lastId;
    this.#announced = lastId;
  }

  /** The events that these bytes complete. */
  push(chunk: Uint8Array): Frame[] {
    const text = this.#decoder.decode(chunk, { stream: true });
    const frames: Frame[] = [];
    let from = 0;
    if (this.#afterCr && text !== '') {
      this.#afterCr = false;
      if (text.startsWith('\n')) from = 1;
    }
    const end = /\r\n?|\n/g;
    end.lastIndex = from;
    for (let match = end.exec(text); match !== null; match = end.exec(text)) {
      this.#line.push(text.slice(from, match.index));
      from = end.lastIndex;
      this.#afterCr = match[0] === '\r' && from === text.length;
      const line = this.#line.join('');
      this.#line = [];
      const frame = line === '' ? this.#dispatch() : this.#field(line);
      if (frame !== undefined) frames.push(frame);
    }
    if (from < text.length) this.#line.push(text.slice(from));
    return frames;
  }

  #field(line: string): undefined {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line.charAt(colon + 1) === ' ' ? colon + 2 : colon + 1);
    if (name === 'data') (this.#data ??= []).push(value);
    else if (name === 'id' && !value.includes('\0')) this.#id = value;
    else if (name === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
  }

  #dispatch(): Frame | undefined {
    const data = this.#data?.join('\n');
    this.#data = undefined;
    if (data === undefined && this.#id === this.#announced) return undefined;
    this.#announced = this.#id;
    return { id: this.#id, data };
  }
}
