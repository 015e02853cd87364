/**
 * Video elements, used again: browsers refuse new media players after some hundred were made in a page's life.
 * An element comes out muted, inline and empty, and goes back with its source released.
 */
const free: HTMLVideoElement[] = [];
const KEEP = 16;

/** Where a picture is shown: stills in an image. */
export type Screen = HTMLVideoElement | HTMLImageElement;

export function takeScreen(): HTMLVideoElement {
  const video = free.pop() ?? document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.autoplay = true;
  video.disablePictureInPicture = true;
  video.tabIndex = -1;
  // As attributes too: Safari looks at these.
  video.setAttribute("muted", "");
  video.setAttribute("playsinline", "");
  return video;
}

export function takeImage(): HTMLImageElement {
  const image = document.createElement("img");
  // The tile's name and state say it all.
  image.alt = "";
  return image;
}

export function returnScreen(screen: Screen): void {
  screen.remove();
  if (screen instanceof HTMLImageElement) {
    return;
  }
  screen.pause();
  screen.srcObject = null;
  screen.removeAttribute("src");
  screen.load();
  screen.playbackRate = 1;
  for (const name of ["data-testid", "data-camera-id", "class"]) {
    screen.removeAttribute(name);
  }
  if (free.length < KEEP) {
    free.push(screen);
  }
}

/** Calls once, when the element shows its first picture; the returned function gives up waiting. */
export function onFirstFrame(video: HTMLVideoElement, shown: () => void): () => void {
  if (typeof video.requestVideoFrameCallback === "function") {
    const handle = video.requestVideoFrameCallback(shown);
    return () => video.cancelVideoFrameCallback(handle);
  }
  video.addEventListener("loadeddata", shown, { once: true });
  return () => video.removeEventListener("loadeddata", shown);
}

/** How many pictures the element has shown so far. */
export function framesShown(video: HTMLVideoElement): number {
  return video.getVideoPlaybackQuality?.().totalVideoFrames ?? video.currentTime;
}

export function sizeOf(screen: Screen): { width: number; height: number } {
  return screen instanceof HTMLImageElement
    ? { width: screen.naturalWidth, height: screen.naturalHeight }
    : { width: screen.videoWidth, height: screen.videoHeight };
}
