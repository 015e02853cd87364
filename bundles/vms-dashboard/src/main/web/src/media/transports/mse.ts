import { mediaSource } from "../capabilities";
import type { Reason } from "../ladder";
import { notesOf, type ServerNote, said } from "../notes";
import { Appender } from "./appender";
import { buffersAtEachSpeed, LiveEdge } from "./liveEdge";
import {
  codecName,
  compact,
  type Figures,
  figuresOf,
  isSound,
  type MediaReport,
  start,
  type Transport,
} from "./transport";

const OPEN_WITHIN = 6_000;
/** The server ended it in order (RFC 6455, section 7.4.1). */
const ENDED = [1000, 1001];

/**
 * Fragmented MP4 over a WebSocket of its own into Media Source Extensions: where nothing but HTTP gets through, and for
 * what WebRTC does not carry. A text message names the format, binary ones are an initialisation segment and fragments.
 */
export class Mse implements Transport {
  private readonly socket: WebSocket;
  private readonly source: MediaSource;
  private readonly address: string;
  private readonly appender: Appender;
  private readonly edge: LiveEdge;
  private readonly patience: ReturnType<typeof setTimeout>;
  private bytes = 0;
  private codecs: string[] = [];
  private closed = false;

  /** Throws where the browser has no Media Source. */
  constructor(
    url: string,
    private readonly video: HTMLVideoElement,
    private readonly report: MediaReport,
  ) {
    const Source = mediaSource();
    if (!Source) {
      throw new Error("no Media Source");
    }
    this.socket = new WebSocket(url);
    this.source = new Source();
    // Without this an iPhone keeps its source closed.
    video.disableRemotePlayback = true;
    this.address = URL.createObjectURL(this.source);
    this.appender = new Appender(this.source, video, (detail) => this.fail({ code: "decode_error", detail }));
    this.source.addEventListener("sourceopen", this.appender.pump);
    video.addEventListener("error", this.broke);
    video.src = this.address;
    this.edge = new LiveEdge(video, !buffersAtEachSpeed());
    start(video, (reason) => this.fail(reason));

    this.socket.binaryType = "arraybuffer";
    this.patience = setTimeout(() => this.fail({ code: "socket_failed" }), OPEN_WITHIN);
    this.socket.onopen = () => clearTimeout(this.patience);
    this.socket.onmessage = ({ data }) => this.receive(data);
    this.socket.onclose = ({ code, reason }) => this.lost(code, reason);
  }

  async figures(): Promise<Figures> {
    return compact({
      ...figuresOf(this.video),
      bytesReceived: this.bytes,
      bufferDelay: this.edge.behind(),
      codec: this.codecs.map(codecName).join(" + ") || undefined,
      protocol: "websocket",
    });
  }

  close(): void {
    if (this.closed) {
      return;
    }
    this.closed = true;
    clearTimeout(this.patience);
    this.socket.onopen = null;
    this.socket.onmessage = null;
    this.socket.onclose = null;
    this.socket.close();
    this.edge.close();
    this.source.removeEventListener("sourceopen", this.appender.pump);
    this.video.removeEventListener("error", this.broke);
    this.appender.end();
    URL.revokeObjectURL(this.address);
  }

  private receive(data: unknown): void {
    if (data instanceof ArrayBuffer) {
      if (this.bytes === 0) {
        this.report.arriving();
      }
      this.bytes += data.byteLength;
      this.appender.segment(data);
      return;
    }
    const message = parse(data);
    if (message?.type === "format" && typeof message.mimeType === "string") {
      this.format(message.mimeType, notesOf(message));
    } else if (message?.type === "interrupted") {
      this.interrupt({ code: "ended", ...said(message) });
    }
  }

  private format(mimeType: string, notes: readonly ServerNote[]): void {
    if (!mediaSource()?.isTypeSupported(mimeType)) {
      this.fail({ code: "codec_unsupported", detail: mimeType });
      return;
    }
    this.codecs = /codecs="?([^"]*)/.exec(mimeType)?.[1]?.split(",") ?? [];
    this.report.sound(this.codecs.some(isSound));
    if (notes.length > 0) {
      this.report.note(notes);
    }
    this.appender.type(mimeType);
  }

  private lost(code: number, reason: string): void {
    if (ENDED.includes(code) || this.bytes > 0) {
      this.interrupt({ code: "ended", ...detailOf(reason) });
    } else {
      this.fail({ code: "socket_failed", ...detailOf(reason) });
    }
  }

  private readonly broke = (): void => {
    this.fail({ code: "decode_error", ...detailOf(this.video.error?.message) });
  };

  private fail(reason: Reason): void {
    if (!this.closed) {
      this.close();
      this.report.failed(reason);
    }
  }

  private interrupt(reason: Reason): void {
    if (!this.closed) {
      this.close();
      this.report.interrupted(reason);
    }
  }
}

function detailOf(text: unknown): { detail?: string } {
  return typeof text === "string" && text !== "" ? { detail: text } : {};
}

function parse(
  data: unknown,
): { type?: unknown; mimeType?: unknown; reason?: unknown; notes?: unknown } | undefined {
  if (typeof data !== "string") {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
