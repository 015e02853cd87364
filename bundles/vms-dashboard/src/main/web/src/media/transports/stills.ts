import { api } from "../../api/client";
import type { Figures, Report, Transport } from "./transport";

const EVERY = 2_000;
/** At once in the whole page: a wall of stills must leave connections for everything else. */
const AT_ONCE = 2;
const FAILURES = 3;

let loading = 0;
const queue: (() => void)[] = [];

async function turn(): Promise<void> {
  if (loading >= AT_ONCE) {
    await new Promise<void>((go) => queue.push(go));
  }
  loading++;
}

function done(): void {
  loading--;
  queue.shift()?.();
}

/** One still of now, when it is this request's turn; nothing where there is none. */
export async function oneStill(cameraId: string, signal: AbortSignal): Promise<Blob | undefined> {
  await turn();
  try {
    if (signal.aborted) {
      return undefined;
    }
    const { data, response } = await request(cameraId, signal);
    return response.ok && data ? (data as Blob) : undefined;
  } catch {
    return undefined;
  } finally {
    done();
  }
}

function request(cameraId: string, signal: AbortSignal) {
  return api.GET("/cameras/{id}/snapshot.jpg", {
    params: { path: { id: cameraId } },
    parseAs: "blob",
    cache: "no-store",
    signal,
  });
}

/** The last resort: one still after the other, by plain requests. */
export class Stills implements Transport {
  private readonly image: HTMLImageElement;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly abort = new AbortController();
  private address: string | undefined;
  private frames = 0;
  private failures = 0;
  private bytes = 0;

  constructor(
    private readonly cameraId: string,
    image: HTMLImageElement,
    private readonly report: Pick<Report, "frame" | "failed" | "refused">,
  ) {
    this.image = image;
    void this.next();
  }

  async figures(): Promise<Figures> {
    const { naturalWidth: width, naturalHeight: height } = this.image;
    return {
      framesDecoded: this.frames,
      bytesReceived: this.bytes,
      codec: "JPEG",
      protocol: "http",
      ...(width > 0 ? { width, height } : {}),
    };
  }

  close(): void {
    clearTimeout(this.timer);
    this.abort.abort();
    this.forget();
    this.image.removeAttribute("src");
  }

  private async next(): Promise<void> {
    await turn();
    try {
      if (!this.abort.signal.aborted) {
        await this.load();
      }
    } catch {
      // No network, or no picture: the next one tells.
      this.failures++;
    } finally {
      done();
    }
    if (this.abort.signal.aborted) {
      return;
    }
    if (this.failures >= FAILURES || (this.frames === 0 && this.failures > 0)) {
      this.close();
      this.report.failed({ code: "no_picture" });
      return;
    }
    this.timer = setTimeout(() => void this.next(), EVERY);
  }

  private async load(): Promise<void> {
    const { data, response } = await request(this.cameraId, this.abort.signal);
    if (response.status === 401 || response.status === 403 || response.status === 404) {
      this.close();
      this.report.refused({ code: "denied" });
      return;
    }
    if (!response.ok || !data) {
      this.failures++;
      return;
    }
    await this.show(data as Blob);
  }

  private async show(picture: Blob): Promise<void> {
    const address = URL.createObjectURL(picture);
    const before = this.address;
    this.address = address;
    this.image.src = address;
    await this.image.decode();
    if (before) {
      URL.revokeObjectURL(before);
    }
    if (this.abort.signal.aborted) {
      return;
    }
    this.failures = 0;
    this.bytes += picture.size;
    if (++this.frames === 1) {
      this.report.frame();
    }
  }

  private forget(): void {
    if (this.address) {
      URL.revokeObjectURL(this.address);
      this.address = undefined;
    }
  }
}
