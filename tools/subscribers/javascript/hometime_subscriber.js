#!/usr/bin/env node
/* A subscriber of Hometime's bus that misses nothing. Small enough to copy; needs npm's `zeromq` alone.
   Wire contract: docs/wire.md.

     hometime_subscriber.js --events ENDPOINT --replay ENDPOINT --stream e1/SCHOOL/STREAM/ --ledger FILE
         [--server-key KEY --secret-file FILE] [--client NAME] [--buffer N]

   Your own program gives `Subscriber` other effects than the ledger: what applies an event and how far it is must be stored
   together, or a crash between the two loses or doubles an event.
   Exit: 0 asked to stop (SIGTERM), 2 the server does not understand us, 3 it has less than we have seen, 4 too slow. */

import { createPrivateKey, createPublicKey, randomBytes } from "node:crypto";
import fs from "node:fs";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import * as zmq from "zeromq";

const EVENT = 1;
const TOMBSTONE = 2;
const ANSWER_MS = 2000, TRIES = 3;
const SLOW_MS = 60_000, SLOW_FOR_MS = 60_000, SNAILS = 3, SNAIL_WINDOW_MS = 600_000;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const now = () => performance.now();

/** These sockets are of no more use: new ones, and from the beginning. */
class Reconnect extends Error {}
/** Events come faster than they are applied: live mode makes it worse. */
class Snail extends Error {}
class Fatal extends Error {
  constructor(code, words) {
    super(words);
    this.code = code;
  }
}
class Refused extends Error {
  constructor(answer) {
    super(answer.error);
    this.answer = answer;
  }
}

/** Effects as lines of a file. Each line is one write: what happened, and how far its stream is. A torn one goes. */
export class Ledger {
  constructor(path) {
    this.state = new Map();
    this.file = fs.openSync(path, "a+", 0o600);
    const data = fs.readFileSync(path);
    const whole = data.lastIndexOf(0x0a) + 1;
    if (whole < data.length) fs.ftruncateSync(this.file, whole);
    for (const line of data.subarray(0, whole).toString().split("\n")) {
      if (!line) continue;
      const { stream, epoch, applied } = JSON.parse(line);
      this.state.set(stream, { epoch, applied });
    }
  }
  /** {epoch, applied}, or undefined when nothing is known of the stream. */
  position(stream) {
    return this.state.get(stream);
  }
  write(stream, epoch, applied, what) {
    fs.writeSync(this.file, JSON.stringify({ stream, epoch, applied, ...what }) + "\n");
    this.state.set(stream, { epoch, applied });
  }
  /** Throw away what the stream has led to; this is what stands. */
  reset(stream, epoch, applied, items) {
    this.write(stream, epoch, applied, { op: "reset", items });
  }
  /** A tombstone: there was an event, and what it said is to be deleted wherever it came to. */
  event(stream, epoch, seq, event, tombstone) {
    this.write(stream, epoch, seq, { op: tombstone ? "tombstone" : "event", event });
  }
  /** What could not be understood, raw, for a person to look at. */
  dead(stream, epoch, applied, frames) {
    this.write(stream, epoch, applied, { op: "dead", frames: frames.map((frame) => frame.toString("hex")) });
  }
}

class Stream {
  constructor(prefix) {
    this.prefix = prefix;
    this.epoch = "";
    this.applied = 0;
    this.target = 0; // the highest number that we know of
    this.buffer = new Map(); // seq -> {header, body}
    this.heard = 0; // when the last frame came
    this.moved = 0; // when it last went on
  }
  firstBuffered() {
    let first = this.target + 1;
    for (const seq of this.buffer.keys()) first = Math.min(first, seq);
    return first;
  }
}

/** Null: not 40 bytes, or of another wire. Numbers stay exact up to 2^53. */
export function readHeader(data) {
  if (data.length !== 40 || data[0] !== 1) return null;
  const hex = data.toString("hex", 8, 24);
  return {
    kind: data[1],
    flags: data.readUInt16BE(2),
    epoch: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
    seq: Number(data.readBigUInt64BE(24)),
    sentMs: Number(data.readBigInt64BE(32)) / 1000,
  };
}

export class Subscriber {
  constructor(options, effects, say = () => {}) {
    Object.assign(this, { options, effects, say });
    this.streams = new Map(options.stream.map((prefix) => [prefix, new Stream(prefix)]));
    this.sub = this.dealer = null;
    this.stopped = false;
    this.heartbeat = 5000;
    this.slowSince = null;
    this.snails = [];
    this.malformed = 0;
    this.failure = null; // what the reading of the SUB socket met
  }

  // -- life: sessions, one after another ---------------------------------------------------------------------------

  async run() {
    while (!this.stopped) {
      try {
        await this.session();
      } catch (reason) {
        if (reason instanceof Fatal) {
          this.say({ fatal: reason.message });
          return reason.code;
        }
        if (!(reason instanceof Reconnect || reason instanceof Refused)) throw reason;
        this.say({ reconnect: reason.message });
        await sleep(50 + Math.random() * 250);
      } finally {
        this.close();
      }
    }
    return 0;
  }

  async session() {
    this.failure = null;
    this.dealer = this.socket(zmq.Dealer, this.options.replay);
    this.dealer.sendTimeout = 0; // What cannot leave at once is a reason for new sockets, not to wait.
    this.listenForAnswers(this.dealer);
    await this.learn();
    while (!this.stopped) {
      try {
        await this.join();
        await this.live();
      } catch (reason) {
        if (!(reason instanceof Snail)) throw reason;
        await this.catchUp(reason.message);
      }
    }
  }

  socket(Kind, endpoint) {
    const { serverKey, keys } = this.options;
    const curve = serverKey
      ? { curveServerKey: serverKey, curvePublicKey: keys.publicKey, curveSecretKey: keys.secretKey }
      : {};
    const socket = new Kind({ linger: 0, ipv6: true, ...curve });
    socket.connect(endpoint);
    return socket;
  }

  close() {
    for (const socket of [this.sub, this.dealer]) socket?.close();
    this.sub = this.dealer = null;
  }

  // -- step 1: where the server is ---------------------------------------------------------------------------------

  async learn() {
    const hello = await this.ask("HELLO", { client: this.options.client });
    this.heartbeat = hello.heartbeat_s * 1000;
    for (const stream of this.streams.values()) {
      const there = hello.streams[stream.prefix];
      if (!there) throw new Reconnect(`${stream.prefix} is not granted`);
      const position = this.effects.position(stream.prefix) ?? { epoch: "", applied: 0 };
      Object.assign(stream, position, { buffer: new Map(), target: there.last });
      if (stream.epoch !== there.epoch) {
        await this.snapshot(stream);
      } else if (stream.applied > there.last) {
        throw new Fatal(3, `${stream.prefix}: seen ${stream.applied}, and the server has ${there.last} in the same ` +
          "epoch: it was brought back from an older state");
      }
    }
  }

  async snapshot(stream) {
    const items = [];
    let cursor = null, seq = null, epoch = null;
    do {
      const end = await this.ask("SNAPSHOT", { stream: stream.prefix, cursor },
        (header, body) => items.push(JSON.parse(body)));
      if (epoch !== null && epoch !== end.epoch) throw new Reconnect("another epoch in the midst of a snapshot");
      epoch = end.epoch;
      seq ??= end.seq;
      cursor = end.cursor;
      stream.target = Math.max(seq, end.last);
    } while (cursor !== null);
    this.effects.reset(stream.prefix, epoch, seq, items);
    Object.assign(stream, { epoch, applied: seq, buffer: new Map() });
    this.say({ snapshot: stream.prefix, seq, items: items.length });
  }

  // -- steps 2 and 3: subscribe, wait until it is live, fill what is missing -----------------------------------------

  async join() {
    this.sub = this.socket(zmq.Subscriber, this.options.events);
    for (const stream of this.streams.values()) {
      stream.heard = 0;
      this.sub.subscribe(stream.prefix);
    }
    this.listenForEvents(this.sub);
    const end = now() + Math.max(2 * this.heartbeat, 1000);
    while (![...this.streams.values()].every((stream) => stream.heard)) {
      if (now() > end) throw new Reconnect("no frame on every stream in time");
      await this.pause(20);
    }
    for (const stream of this.streams.values()) await this.repair(stream);
    this.say({ live: [...this.streams.keys()] });
  }

  // -- steps 4 to 7 ------------------------------------------------------------------------------------------------

  async live() {
    while (!this.stopped) {
      await this.pause(20);
      for (const stream of this.streams.values()) {
        this.drain(stream);
        const hole = stream.buffer.size > 0;
        const tail = stream.applied < stream.target && now() - stream.moved > 1000;
        if (hole || tail) {
          this.say({ gap: stream.prefix, from: stream.applied + 1, to: stream.firstBuffered() - 1 });
          await this.repair(stream);
        }
        if (now() - stream.heard > Math.max(3 * this.heartbeat, 1000)) {
          throw new Reconnect(`${stream.prefix} is silent`);
        }
      }
    }
  }

  /** Asks for what is missing until everything that we know of is applied. */
  async repair(stream) {
    this.drain(stream);
    while (stream.applied < stream.target && !this.stopped) {
      const to = stream.firstBuffered() - 1;
      if (to > stream.applied) await this.replay(stream, to);
      this.drain(stream);
    }
  }

  async replay(stream, to) {
    const take = (header, body) => {
      if (header.seq === stream.applied + 1) this.apply(stream, header, body);
    };
    try {
      return await this.ask("REPLAY",
        { stream: stream.prefix, epoch: stream.epoch, from: stream.applied + 1, to }, take);
    } catch (refused) {
      if (!(refused instanceof Refused) || !["EPOCH", "GONE"].includes(refused.message)) throw refused;
      await this.snapshot(stream);
      return { last: stream.target };
    }
  }

  async catchUp(why) {
    this.snails = [...this.snails.filter((at) => now() - at < SNAIL_WINDOW_MS), now()];
    this.say({ snail: why, times: this.snails.length });
    if (this.snails.length >= SNAILS) throw new Fatal(4, "too slow, three times in ten minutes");
    const old = this.sub;
    this.sub = this.failure = this.slowSince = null;
    old?.close();
    for (const stream of this.streams.values()) {
      stream.buffer = new Map();
      let last = stream.target;
      while (stream.applied < last && !this.stopped) ({ last } = await this.replay(stream, last));
      stream.target = last;
    }
  }

  // -- events ------------------------------------------------------------------------------------------------------

  drain(stream) {
    for (let taken; (taken = stream.buffer.get(stream.applied + 1)); ) {
      stream.buffer.delete(stream.applied + 1);
      this.apply(stream, taken.header, taken.body);
    }
    for (const seq of stream.buffer.keys()) if (seq <= stream.applied) stream.buffer.delete(seq);
  }

  apply(stream, header, body) {
    let event = null;
    try {
      event = JSON.parse(body);
      if (Number(event.sequence) !== header.seq) event = null;
    } catch {
      event = null;
    }
    if (event) {
      this.effects.event(stream.prefix, stream.epoch, header.seq, event, (header.flags & TOMBSTONE) !== 0);
    } else {
      ++this.malformed;
      this.effects.dead(stream.prefix, stream.epoch, header.seq, [body]);
    }
    stream.applied = header.seq;
    stream.moved = now();
  }

  takeFrames(frames) {
    const topic = frames[0].toString("latin1");
    const stream = this.streams.get(topic.slice(0, topic.lastIndexOf("/") + 1));
    if (!stream) return;
    const header = frames.length >= 3 ? readHeader(frames[1]) : null;
    if (!header) {
      ++this.malformed;
      this.effects.dead(stream.prefix, stream.epoch, stream.applied, frames);
      return;
    }
    if (header.epoch !== stream.epoch) throw new Reconnect(`${stream.prefix} goes on in another epoch`);
    stream.heard = now();
    if (header.seq > stream.target) {
      if (stream.applied === stream.target) stream.moved = stream.heard;
      stream.target = header.seq;
    }
    if (header.kind === EVENT && header.seq > stream.applied) {
      stream.buffer.set(header.seq, { header, body: frames[2] });
      this.watchLag(header);
    }
    let buffered = 0;
    for (const one of this.streams.values()) buffered += one.buffer.size;
    if (buffered > this.options.buffer) throw new Snail("the buffer is full");
  }

  watchLag(header) {
    if (Date.now() - header.sentMs <= SLOW_MS) this.slowSince = null;
    else if (this.slowSince === null) this.slowSince = now();
    else if (now() - this.slowSince > SLOW_FOR_MS) throw new Snail("a minute behind for a minute");
  }

  // -- sockets -----------------------------------------------------------------------------------------------------

  /** Reads the SUB socket for as long as it is the one in use. What goes wrong is thrown by the next pause(). */
  async listenForEvents(socket) {
    try {
      for await (const frames of socket) {
        if (this.sub !== socket) return;
        if (!this.failure) this.takeFrames(frames);
      }
    } catch (failure) {
      if (this.sub === socket) this.failure = failure;
    }
  }

  async listenForAnswers(socket) {
    try {
      for await (const frames of socket) if (this.dealer === socket) this.answered?.(frames);
    } catch (failure) {
      if (this.dealer === socket) this.failure = failure;
    }
  }

  async pause(ms) {
    await sleep(ms);
    if (this.failure) {
      const failure = this.failure;
      this.failure = null;
      throw failure;
    }
  }

  /** One request; hands what comes with a header to `take`. All but HELLO are asked again on silence: they only read. */
  async ask(verb, body, take = () => {}) {
    for (let attempt = 0; attempt < (verb === "HELLO" ? 1 : TRIES); ++attempt) {
      const page = []; // A snapshot's items count once its page has come to its end.
      const gather = (header, item) => page.push([header, item]);
      const answer = await this.askOnce(verb, body, verb === "SNAPSHOT" ? gather : take);
      if (this.stopped) throw new Reconnect("stopping");
      if (answer && answer.error === undefined) {
        for (const item of page) take(...item);
        return answer;
      }
      if (answer) await this.refused(answer);
      if (verb === "REPLAY") {
        body.from = this.streams.get(body.stream).applied + 1;
        if (body.from > body.to) return { next: body.from, last: body.to };
      }
    }
    throw new Reconnect(`no answer to ${verb}`);
  }

  async askOnce(verb, body, take) {
    const request = randomBytes(16);
    let answer = null, end = now() + ANSWER_MS;
    this.answered = (frames) => {
      if (frames.length < 4 || frames[0].toString() !== "R1" || !frames[2].equals(request)) return;
      end = now() + ANSWER_MS;
      const kind = frames[1].toString();
      if (kind === "EV" || kind === "ST") {
        const header = readHeader(frames[3]);
        if (header) take(header, frames[4]);
      } else {
        answer = JSON.parse(frames[3]);
      }
    };
    try {
      await this.dealer.send(["R1", verb, request, JSON.stringify(body)]);
    } catch (failure) {
      if (!["EAGAIN", "EBUSY"].includes(failure.code)) throw failure;
      throw new Reconnect("nothing can be asked any more");
    }
    while (!answer && now() < end && !this.stopped) await this.pause(5);
    this.answered = null;
    return answer;
  }

  /** Returns when it may be asked again; otherwise throws what follows from the error. */
  async refused(answer) {
    if (answer.error === "BUSY") return this.pause(answer.retry_ms ?? 100);
    if (answer.error === "DENIED") throw new Reconnect("denied");
    if (["VERSION", "BAD"].includes(answer.error)) throw new Fatal(2, `the server answers ${answer.error}`);
    throw new Refused(answer);
  }
}

const Z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

function fromZ85(text) {
  const bytes = Buffer.alloc((text.length / 5) * 4);
  for (let i = 0; i < text.length; i += 5) {
    let value = 0;
    for (const character of text.slice(i, i + 5)) value = value * 85 + Z85.indexOf(character);
    bytes.writeUInt32BE(value, (i / 5) * 4);
  }
  return bytes;
}

function toZ85(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 4) {
    let value = bytes.readUInt32BE(i), group = "";
    for (let digit = 0; digit < 5; ++digit, value = Math.floor(value / 85)) group = Z85[value % 85] + group;
    text += group;
  }
  return text;
}

/** A secret key's pair: both are keys of X25519, in Z85. */
export function keysOf(secretKey) {
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b656e04220420", "hex"), fromZ85(secretKey)]);
  const open = createPublicKey(createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }));
  return { secretKey, publicKey: toZ85(open.export({ format: "der", type: "spki" }).subarray(-32)) };
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      events: { type: "string" }, replay: { type: "string" }, stream: { type: "string", multiple: true },
      ledger: { type: "string" }, "server-key": { type: "string", default: "" },
      "secret-file": { type: "string", default: "" }, client: { type: "string", default: "hometime-subscriber-js/1" },
      buffer: { type: "string", default: "10000" },
    },
  });
  const serverKey = values["server-key"];
  return {
    ...values, serverKey, buffer: Number(values.buffer),
    keys: serverKey ? keysOf(fs.readFileSync(values["secret-file"], "ascii").trim()) : null,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const options = readOptions();
  const subscriber = new Subscriber(options, new Ledger(options.ledger), (what) => console.log(JSON.stringify(what)));
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => (subscriber.stopped = true));
  process.exit(await subscriber.run());
}
