/**
 * Has the page for a server that cannot be reached made ready. Browsers do so only where the connection is trusted: with a
 * certificate that nobody vouches for, they show their own page then.
 */
export function prepareOffline(): void {
  if (import.meta.env.PROD && window.isSecureContext && "serviceWorker" in navigator) {
    navigator.serviceWorker.register("/sw.js").catch(() => {
      // Then it is the browser's own page.
    });
  }
}
