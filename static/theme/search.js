// Full-text search of the archive. The first half reads an index as docs/search-format.md specifies it and gives the same results as
// the program does; the second half is the page of search. Everything from the index or a page is shown as text, never as HTML.

/** Why a query has no answer: a file is "missing", "damaged", the site is "offline", the index is "building", the browser "old". */
export class Trouble extends Error {
  constructor(kind, path) {
    super(`${path}: ${kind}`);
    this.kind = kind;
  }
}

const bad = () => {
  throw new RangeError();
};
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const SPACE = /\p{White_Space}/u;

/** Compares strings as their UTF-8 bytes compare. */
const order = (a, b) => {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1);
};
/** How many items of an ascending list come before the first for which `is` does not hold. */
const split = (list, is) => {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(list[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
};

// Words.

const LETTERS = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", ς: "σ" };
const PAIRED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]+/u;
const CUTS = new RegExp(`(${PAIRED.source})`, "u");

/** The words of a text as the index has them. */
export const words = (text) => {
  const plain = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\p{M}\p{Lm}]/gu, "")
    .replace(/(?<=\p{L})['’](?=\p{L})|(?<=\p{N})[.,](?=\p{N})/gu, "")
    .replace(/(?<![\p{L}\p{N}])\p{L}(?:\.\p{L}(?![\p{L}\p{N}]))+/gu, (letters) => letters.replaceAll(".", ""));
  const found = [];
  for (const [run] of plain.matchAll(/[\p{L}\p{N}]+/gu)) {
    for (const part of run.split(CUTS)) {
      const signs = [...part];
      if (signs.length > 2 && PAIRED.test(part)) {
        for (let i = 1; i < signs.length; i += 1) found.push(signs[i - 1] + signs[i]);
      } else if (part) {
        found.push(cut(part.replace(/[ßæœþøđðłıς]/g, (letter) => LETTERS[letter])));
      }
    }
  }
  return found;
};
const cut = (word) => {
  if (word.length < 22) return word;
  const bytes = new TextEncoder().encode(word);
  let end = Math.min(64, bytes.length);
  while (end < bytes.length && (bytes[end] & 0xc0) === 0x80) end -= 1;
  return utf8.decode(bytes.subarray(0, end));
};

// Queries.

/** Reads a query for an index with these dimensions. */
export const parse = (text, dimensions) => {
  const query = { words: [], phrases: [], excluded: [], filters: [], open: false };
  const trimmed = (rest) => rest.replace(/^\p{White_Space}+/u, "");
  const until = (rest) => (rest.search(SPACE) + 1 || rest.length + 1) - 1;
  let rest = trimmed(text);
  let left = 32;
  while (rest && left > 0) {
    const excluded = /^-\P{White_Space}/u.test(rest);
    if (excluded) rest = rest.slice(1);
    const [before] = rest.slice(0, until(rest)).split(":", 1);
    const key = before.length < until(rest) && !before.includes('"') ? before : undefined;
    let value = key === undefined ? rest : rest.slice(key.length + 1);
    const quoted = value[0] === '"';
    if (quoted) value = value.slice(1);
    const end = quoted ? (value.indexOf('"') + 1 || value.length + 1) - 1 : until(value);
    rest = value.slice(end + quoted);
    value = value.slice(0, end);
    const last = !rest && !SPACE.test(text.at(-1));
    rest = trimmed(rest);
    if (value && dimensions.includes(key)) {
      if (!excluded) query.filters.push([key, value]);
      continue;
    }
    const read = [...words(key ?? ""), ...words(value)].slice(0, left);
    left -= read.length;
    if (!read.length) continue;
    if (excluded) query.excluded.push(read);
    else if (quoted) query.phrases.push(read);
    else {
      query.open = last && /[\p{Alphabetic}\p{N}]$/u.test(value);
      query.words.push(...read);
    }
  }
  return query;
};

// Ranking, in integers.

const OCTAVE = [65536, 72357, 79888, 88203, 97383, 107519, 118710];

/** The weight of a posting by the classes of frequency and length; `average` is the mean number of words. */
export const weight = (frequency, length, average) => {
  const f = BigInt(frequency < 16 ? frequency : (4 + (frequency % 4)) * 2 ** (2 + ((frequency - 16) >> 2)));
  const size = BigInt(OCTAVE[length % 7]) << BigInt(Math.min(40, Math.floor(length / 7)));
  return Number((147639500n * f) / (65536n * f + 39322n + (18n * size) / (10n * BigInt(average))));
};

/** How rare a stem is that `having` of `all` articles have. */
export const rarity = (having, all) => {
  const [above, below] = [BigInt(2 * all + 2), BigInt(2 * having + 1)];
  let exponent = 0n;
  while (below << (exponent + 1n) <= above) exponent += 1n;
  let mantissa = (above << 25n) / (below << exponent);
  let bits = 0;
  for (let i = 0; i < 8; i += 1) {
    mantissa = (mantissa * mantissa) >> 25n;
    bits *= 2;
    if (mantissa >= 1n << 26n) {
      bits += 1;
      mantissa >>= 1n;
    }
  }
  return Math.max(1, Number(exponent) * 256 + bits);
};

// Files.

/** Reads the notation of the format. */
class Reading {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  get() {
    let [value, scale, byte] = [0, 1, 0];
    do {
      byte = this.bytes[this.at];
      this.at += 1;
      value += (byte & 127) * scale;
      if (byte === undefined || scale > 2 ** 49 || value > Number.MAX_SAFE_INTEGER) bad();
      scale *= 128;
    } while (byte > 127);
    return value;
  }
  /** So many things of at least a byte each. */
  room(count) {
    return count <= this.bytes.length - this.at ? count : bad();
  }
  count() {
    return this.room(this.get());
  }
  all(count) {
    return Array.from({ length: this.room(count) }, () => this.get());
  }
  signed(count) {
    return this.all(count).map((value) => (value % 2 ? -(value + 1) / 2 : value / 2));
  }
  take(count) {
    this.at += this.room(count);
    return this.bytes.subarray(this.at - count, this.at);
  }
  strings(count) {
    return this.all(count).map((length) => utf8.decode(this.take(length)));
  }
  sorted(count) {
    return this.rests(this.all(count), this.all(count));
  }
  /** Strings by what each shares with the one before, and the lengths of the rests, which follow. */
  rests(shared, lengths) {
    let [last, total] = [new Uint8Array(0), 0];
    return shared.map((kept, i) => {
      total += kept + lengths[i];
      if (kept > last.length || total > 2 ** 26) bad();
      const next = new Uint8Array(kept + lengths[i]);
      next.set(last.subarray(0, kept));
      next.set(this.take(lengths[i]), kept);
      last = next;
      return utf8.decode(next);
    });
  }
  names(count) {
    const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return Array.from({ length: this.room(count) }, () => hex(this.take(5)).replace(/^../, "$&/") + ".bin");
  }
  /** Ascending numbers from `next` on, all below `limit`. */
  numbers(count, next, limit) {
    const numbers = new Uint32Array(this.room(count));
    for (let i = 0; i < count; i += 1) {
      const number = next + this.get();
      if (number >= limit) bad();
      numbers[i] = number;
      next = number + 1;
    }
    return numbers;
  }
  forms(count, stem) {
    const forms = this.sorted(count);
    const codes = this.all(count);
    const others = this.strings(codes.filter((code) => code === 1).length).values();
    return forms.map((form, i) => [form, codes[i] === 1 ? others.next().value : stem(codes[i])]);
  }
}

const COLUMN = 2 ** 14;
const NONE = "00/00000000.bin";
const partStart = (part, chunk) => Math.floor((part * (chunk.end - chunk.start)) / chunk.parts);

const readRoot = (r) => {
  const root = { articles: r.get(), average: Math.max(1, r.get()) };
  root.languages = r.strings(r.count());
  root.dimensions = r.strings(r.count());
  const count = r.count();
  const [sizes, first, classes] = [r.all(count), r.all(count), r.all(count)];
  const counts = classes.map((length) => r.all(length));
  const days = r.signed(count);
  const most = Math.max(1, r.get());
  const sum = (list) => list.reduce((a, b) => a + b, 0);
  if (root.articles > 2 ** 25 || sum(sizes) !== root.articles) bad();
  // The class of length of every article.
  root.classes = new Uint16Array(root.articles);
  let [start, day, files] = [0, 0, 0];
  root.chunks = sizes.map((size, i) => {
    if (!size || first[i] > 255 || classes[i] > 255 || sum(counts[i]) !== size) bad();
    let at = start;
    counts[i].forEach((length, c) => root.classes.fill(first[i] + c, at, (at += length)));
    const chunk = { start, end: start + size, day: (day += days[i]), file: files, parts: Math.ceil(size / most) };
    files += chunk.parts;
    start += size;
    return chunk;
  });
  root.cards = r.names(files);
  const ranges = r.count();
  root.keys = r.sorted(ranges);
  if (root.keys.some((key, i) => (i ? order(root.keys[i - 1], key) > 0 : key))) bad();
  root.ranges = r.names(ranges);
  root.valueFiles = r.names(root.dimensions.length);
  root.each = Math.ceil(root.articles / COLUMN);
  root.columns = r.names(root.dimensions.length * root.each);
  [root.spelling] = r.names(1);
  return root;
};

const readRange = (r, articles) => {
  const range = { bound: r.get(), newest: new Map() };
  const count = r.count();
  range.keys = r.sorted(count);
  if (range.keys[0]) bad();
  let stems = 0;
  range.first = r.all(count).map((own) => (stems += own) - own);
  r.all(count);
  range.blocks = r.names(count);
  range.forms = r.forms(r.count(), (code) => (code ? code - 2 : (stems += 1) - 1));
  const newer = r.count();
  const ordinals = r.numbers(newer, 0, 2 ** 32);
  const lists = r.all(newer).map((length) => r.numbers(length, range.bound, articles));
  lists.forEach((numbers, i) => range.newest.set(ordinals[i], { numbers, classes: r.take(numbers.length) }));
  return range;
};

const readBlock = (r) => {
  let stems = 0;
  const forms = r.forms(r.count(), (code) => {
    const stem = code ? stems - code + 1 : stems;
    if (!code) stems += 1;
    return stem < 0 ? bad() : stem;
  });
  const [counts, lengths] = [r.all(stems), r.all(stems)];
  const gaps = lengths.map((length) => r.take(length));
  const classes = counts.map((count) => r.take(count));
  return { forms, counts, gaps, classes };
};

const readCards = (r, day) => {
  const count = r.count();
  const titles = r.strings(count);
  const addresses = r.rests(r.all(count), r.all(count));
  const [days, languages] = [r.signed(count), r.all(count)];
  return titles.map((title, i) => ({ title, address: addresses[i], day: day + days[i], language: languages[i] }));
};

const readValues = (r) => {
  const count = r.count();
  const slugs = r.strings(count);
  return r.strings(count).map((title, i) => ({ slug: slugs[i], title }));
};

const readColumn = (r) => r.all(r.count()).map((length) => r.all(length));

const readSpelling = (r) => {
  const count = r.count();
  return [r.sorted(count), r.all(count)];
};

/** Fetches files of the index in the folder at `base`. */
export const fetcher = (base, cache = "default") => async (path) => {
  let answer;
  try {
    answer = await fetch(new URL(path, base), { cache });
  } catch {
    throw new Trouble("offline", path);
  }
  // The preview makes the index when it is first asked for, and tells how far it is.
  if (answer.status === 202) throw Object.assign(new Trouble("building", path), { told: (await answer.text()).slice(0, 40) });
  if (!answer.ok) throw new Trouble(answer.status < 500 ? "missing" : "offline", path);
  try {
    return new Uint8Array(await answer.arrayBuffer());
  } catch {
    throw new Trouble("offline", path);
  }
};

const isPlain = (bytes) => bytes[0] === 0x67 && bytes[1] === 0x73 && bytes[2] === 0x78 && bytes[3] === 1;

/** The content of a file as it was fetched, after its kind, read by `read`. */
export const unpack = async (bytes, kind, read, path = "") => {
  try {
    if (!isPlain(bytes)) {
      if (!globalThis.DecompressionStream) throw new Trouble("old", path);
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    }
    if (!isPlain(bytes) || bytes[4] !== kind.charCodeAt(0)) bad();
    const reading = new Reading(bytes.subarray(5));
    const content = read(reading);
    return reading.at === reading.bytes.length ? content : bad();
  } catch (error) {
    throw error instanceof Trouble ? error : new Trouble("damaged", path);
  }
};

// Answers.

const FEW = 10;
const COMPLETIONS = 32;
const FOREVER = 2 ** 31;

/** Opens the index whose files `get` fetches. */
export const open = async (get) => new Index(get, await unpack(await get("root.bin"), "R", readRoot, "root.bin"));

class Index {
  constructor(get, root) {
    Object.assign(this, root, { get });
    this.parts = new Map();
    this.weights = new Map();
  }

  /** A file of the index, read once. */
  part(path, kind, read) {
    let part = this.parts.get(path);
    if (!part) {
      part = Promise.resolve(this.get(path)).then((bytes) => unpack(bytes, kind, read, path));
      this.parts.set(path, part);
      // What failed is tried anew the next time.
      part.catch(() => this.parts.delete(path));
    }
    return part;
  }

  chunkOf(number) {
    return this.chunks[split(this.chunks, (chunk) => chunk.start <= number) - 1] ?? bad();
  }

  async card(number) {
    const chunk = this.chunkOf(number);
    let part = 0;
    while (part + 1 < chunk.parts && partStart(part + 1, chunk) <= number - chunk.start) part += 1;
    const path = this.cards[chunk.file + part];
    const cards = await this.part(path, "C", (r) => readCards(r, chunk.day));
    const card = cards[number - chunk.start - partStart(part, chunk)];
    if (!card) throw new Trouble("damaged", path);
    return card;
  }

  values(dimension) {
    return this.part(this.valueFiles[this.dimensions.indexOf(dimension)], "V", readValues);
  }

  /** Where a word is, if the index has it. */
  async place(word) {
    const path = this.ranges[split(this.keys, (key) => order(key, word) <= 0) - 1];
    if (!path) return undefined;
    const range = await this.part(path, "T", (r) => Object.assign(readRange(r, this.articles), { path }));
    const at = split(range.keys, (key) => order(key, word) <= 0) - 1;
    const block = range.blocks[at] && (await this.part(range.blocks[at], "B", readBlock));
    const first = range.first[at];
    const own = (block?.forms ?? []).map(([form, stem]) => [form, typeof stem === "string" ? stem : stem + first]);
    return { range, forms: [...own, ...range.forms] };
  }

  /** The articles that have a stem, as lists of numbers and classes of frequency. */
  async postings({ range, ordinal }) {
    const lists = [range.newest.get(ordinal)];
    const at = split(range.first, (first) => first <= ordinal) - 1;
    if (at >= 0) {
      const block = await this.part(range.blocks[at], "B", readBlock);
      const stem = ordinal - range.first[at];
      if (stem < block.counts.length) {
        const r = new Reading(block.gaps[stem]);
        try {
          const numbers = r.numbers(block.counts[stem], 0, range.bound);
          if (r.at < r.bytes.length) bad();
          lists.unshift({ numbers, classes: block.classes[stem] });
        } catch {
          throw new Trouble("damaged", range.blocks[at]);
        }
      }
    }
    return lists.filter(Boolean);
  }
  async count({ range, ordinal }) {
    const at = split(range.first, (first) => first <= ordinal) - 1;
    const block = at >= 0 ? await this.part(range.blocks[at], "B", readBlock) : undefined;
    return (block?.counts[ordinal - range.first[at]] ?? 0) + (range.newest.get(ordinal)?.numbers.length ?? 0);
  }

  /** The articles of a word, or of words that begin so; `forms` are the spellings that are meant. */
  async find(word, isOpen = false) {
    const found = { lists: [], greatest: 0, forms: new Set([word]), begun: [] };
    const place = await this.place(word);
    if (!place) return found;
    const stems = new Map();
    const add = (stem, forms) => {
      stems.set(`${stem.range.path} ${stem.ordinal}`, stem);
      for (const [form, ordinal] of forms) if (ordinal === stem.ordinal) found.forms.add(form);
    };
    for (const [form, stem] of place.forms) {
      if (form !== word) continue;
      if (typeof stem === "string") {
        const other = await this.place(stem);
        const own = other?.forms.find(([form, stem_]) => form === stem && typeof stem_ !== "string");
        if (!own) throw new Trouble("damaged", place.range.path);
        add({ range: other.range, ordinal: own[1] }, other.forms);
        found.forms.add(stem);
      } else add({ range: place.range, ordinal: stem }, place.forms);
    }
    if (isOpen) {
      const more = new Map();
      for (const [form, ordinal] of place.forms) {
        if (form.startsWith(word) && form !== word && typeof ordinal !== "string" && !more.has(ordinal)) {
          more.set(ordinal, { form, range: place.range, ordinal });
        }
      }
      const counted = await Promise.all([...more.values()].map(async (stem) => ({ ...stem, count: await this.count(stem) })));
      found.begun = counted.sort((a, b) => b.count - a.count).slice(0, COMPLETIONS);
      for (const stem of found.begun) add(stem, place.forms);
    }
    found.lists = await Promise.all([...stems.values()].map((stem) => this.postings(stem)));
    const sizes = found.lists.map((lists) => lists.reduce((sum, { numbers }) => sum + numbers.length, 0));
    found.greatest = Math.max(0, ...sizes);
    found.rarities = sizes.map((size) => rarity(size, this.articles));
    return found;
  }

  /** A mark for each article that has one of the words found. */
  marks(...all) {
    const marks = new Uint8Array(this.articles);
    for (const { numbers } of all.flatMap((found) => found.lists.flat())) for (const number of numbers) marks[number] = 1;
    return marks;
  }

  weight(frequency, length) {
    const key = frequency * 512 + length;
    let known = this.weights.get(key);
    if (known === undefined) this.weights.set(key, (known = weight(frequency, length, this.average)));
    return known;
  }

  /** Adds the scores of a word to `sums`, and one to `having` for each article that has it. */
  add(found, best, having, sums) {
    const touched = [];
    found.lists.forEach((lists, stem) => {
      for (const { numbers, classes } of lists) {
        for (let i = 0; i < numbers.length; i += 1) {
          const number = numbers[i];
          const score = found.rarities[stem] * this.weight(classes[i], this.classes[number]) + 1;
          if (!best[number]) touched.push(number);
          if (score > best[number]) best[number] = score;
        }
      }
    });
    for (const number of touched) {
      having[number] += 1;
      sums[number] += best[number] - 1;
      best[number] = 0;
    }
  }

  /** What articles must have beside words, and must not have: lists of marks. */
  async limits(query, days) {
    const wanted = new Map();
    for (const [dimension, value] of query.filters) {
      const filter = (slug) => this.find(`\u0001${dimension}:${slug}`);
      let all = [await filter(value)];
      if (!all[0].lists.length) all = await Promise.all((await this.slugs(dimension, value)).map(filter));
      wanted.set(dimension, [...(wanted.get(dimension) ?? []), ...all]);
    }
    const lists = [...wanted.values()].map((all) => this.marks(...all));
    if (days) lists.push(await this.between(days));
    const excluded = await Promise.all(query.excluded.map(async (group) => {
      const marks = (await Promise.all(group.map((word) => this.find(word)))).map((found) => this.marks(found));
      return marks.reduce((all, own) => all.map((mark, i) => mark & own[i]));
    }));
    return (number) => lists.every((marks) => marks[number]) && !excluded.some((marks) => marks[number]);
  }

  async slugs(dimension, value) {
    const wanted = words(value);
    if (!wanted.length) return [];
    const all = await this.values(dimension);
    return all.filter(({ title }) => {
      const own = words(title);
      return wanted.every((word) => own.includes(word));
    }).map(({ slug }) => slug);
  }

  /** The articles of some days. */
  async between([from, to]) {
    const marks = new Uint8Array(this.articles);
    await Promise.all(this.chunks.map(async (chunk, at) => {
      const last = this.chunks[at + 1]?.day ?? FOREVER - 1;
      if (chunk.day > to || last < from) return;
      if (chunk.day >= from && last <= to) marks.fill(1, chunk.start, chunk.end);
      else {
        for (let number = chunk.start; number < chunk.end; number += 1) {
          const { day } = await this.card(number);
          if (day >= from && day <= to) marks[number] = 1;
        }
      }
    }));
    return marks;
  }

  /** All that a query finds: ascending numbers, with what they are ranked by. */
  async rank(query, days) {
    const asked = new Map();
    query.words.forEach((word, i) => {
      if (!asked.has(word)) asked.set(word, query.open && i + 1 === query.words.length);
    });
    const needed = query.phrases.flat();
    const [found, required, allow] = await Promise.all([
      Promise.all([...asked].map(async ([word, isOpen]) => ({ word, ...(await this.find(word, isOpen)) }))),
      Promise.all(needed.map((word) => this.find(word))),
      this.limits(query, days),
    ]);
    found.sort((a, b) => order(a.word, b.word));
    const isCommon = ({ greatest }) => 2 * greatest > this.articles;
    const isUnknown = ({ lists }) => !lists.some((own) => own.some(({ numbers }) => numbers.length));
    const unknown = [
      ...needed.filter((_, i) => isUnknown(required[i])),
      ...found.filter(isUnknown).map(({ word }) => word),
    ];
    const rare = found.filter((one) => !isCommon(one));
    const wanted = rare.length || needed.length ? rare : found;
    const common = found.filter((one) => !wanted.includes(one)).map(({ word }) => word);
    const forms = new Set(wanted.concat(required).flatMap((one) => [...one.forms]));
    const begun = found.find(({ word }) => asked.get(word))?.begun ?? [];
    const free = !wanted.length && !needed.length;
    const result = { all: 0, numbers: [], common, unknown, forms, begun, dated: !query.words.length && !needed.length };
    if (free && !query.filters.length && !days) return result;
    const [matched, has] = [new Uint8Array(this.articles), new Uint8Array(this.articles)];
    const [sums, best] = [new Float64Array(this.articles), new Float64Array(this.articles)];
    for (const one of required) this.add(one, best, has, sums);
    for (const one of wanted) this.add(one, best, matched, sums);
    let numbers = [];
    for (let number = 0; number < this.articles; number += 1) {
      const is = free || (has[number] === needed.length && (needed.length || matched[number]));
      if (is && allow(number)) numbers.push(number);
    }
    const whole = numbers.filter((number) => matched[number] === wanted.length);
    if (whole.length >= FEW) numbers = whole;
    return Object.assign(result, { all: whole.length, numbers, matched, sums });
  }

  /** The results from `offset` on, `limit` of them. */
  async hits(result, sort, offset, limit) {
    const end = offset + limit;
    let numbers;
    if (sort === "oldest") numbers = await this.byDate(result.numbers, end, 1);
    else if (sort === "newest" || result.dated) numbers = await this.byDate(result.numbers, end, -1);
    else numbers = top(result, end);
    return Promise.all(numbers.slice(offset, end).map(async (number) => {
      const card = await this.card(number);
      return { ...card, number, score: result.sums?.[number] ?? 0, language: this.languages[card.language] ?? "" };
    }));
  }

  async byDate(numbers, end, sign) {
    const groups = new Map();
    for (const number of sign > 0 ? numbers : [...numbers].reverse()) {
      const { start } = this.chunkOf(number);
      if (!groups.has(start)) groups.set(start, []);
      groups.get(start).push(number);
    }
    const sorted = [];
    for (const group of groups.values()) {
      if (sorted.length >= end) break;
      const dated = await Promise.all(group.map(async (number) => [(await this.card(number)).day, number]));
      dated.sort((a, b) => sign * (a[0] - b[0] || a[1] - b[1]));
      sorted.push(...dated.map(([, number]) => number));
    }
    return sorted;
  }

  /** How many of the articles found have each value of a dimension, the most frequent first. */
  async facets(result, dimension) {
    const at = this.dimensions.indexOf(dimension);
    if (at < 0) return [];
    const values = await this.values(dimension);
    const counts = values.map(() => 0);
    const needed = new Set(result.numbers.map((number) => Math.floor(number / COLUMN)));
    const columns = new Map(await Promise.all([...needed].map(async (column) =>
      [column, await this.part(this.columns[at * this.each + column], "F", readColumn)])));
    for (const number of result.numbers) {
      for (const value of columns.get(Math.floor(number / COLUMN))[number % COLUMN] ?? []) counts[value] += 1;
    }
    const facets = values.map(({ slug, title }, i) => ({ slug, title, count: counts[i] })).filter(({ count }) => count);
    return facets.sort((a, b) => b.count - a.count || order(a.slug, b.slug));
  }

  /** The most likely word that was meant by one that no article has. */
  async suggest(word) {
    const most = Math.min(2, Math.floor([...word].length / 3));
    if (!most || this.spelling === NONE) return undefined;
    const [forms, logarithms] = await this.part(this.spelling, "S", readSpelling);
    let [found, least] = [undefined, [most + 1, 0]];
    forms.forEach((form, i) => {
      const away = distance(word, form, least[0]);
      if (away < least[0] || (away === least[0] && away <= most && logarithms[i] > least[1])) {
        [found, least] = [form, [away, logarithms[i]]];
      }
    });
    return found;
  }
}

/** The best of a result. */
const top = ({ numbers, matched, sums }, end) => {
  const top = [];
  const isBetter = (a, b) => matched[a] > matched[b] || (matched[a] === matched[b] && sums[a] > sums[b]);
  for (let i = numbers.length - 1; i >= 0; i -= 1) {
    const number = numbers[i];
    if (top.length >= end && !isBetter(number, top[end - 1])) continue;
    top.splice(split(top, (other) => !isBetter(number, other)), 0, number);
    top.length = Math.min(end, top.length);
  }
  return top;
};

/** How many letters differ, are missing, added or exchanged with their neighbour; more than `most` if more than that. */
export const distance = (one, other, most) => {
  const [a, b] = [[...one], [...other]];
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, last] = [[], b.map((_, i) => i)];
  last.push(b.length);
  for (let i = 1; i <= a.length; i += 1) {
    const row = new Array(b.length + 1).fill(most + 1);
    row[0] = i;
    for (let j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j += 1) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
};
