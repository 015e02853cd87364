/**
 * Video elements, used again: browsers refuse new media players after some hundred were made in a page's life.
 * An element comes out muted, inline and empty, and goes back with its source released.
 */
const free: HTMLVideoElement[] = [];
const KEEP = 16;

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

export function returnScreen(video: HTMLVideoElement): void {
  video.remove();
  video.pause();
  video.srcObject = null;
  video.removeAttribute("src");
  video.load();
  for (const name of ["data-testid", "data-camera-id", "class"]) {
    video.removeAttribute(name);
  }
  if (free.length < KEEP) {
    free.push(video);
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
