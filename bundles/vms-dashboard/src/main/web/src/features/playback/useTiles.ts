import { useEffect, useState } from "react";
import { TileCache } from "../../timeline/tiles";
import { fetchTiles } from "./api";
import { serverNow } from "./serverTime";

/** The timeline's tiles while a page is shown; `version` grows when there is something new to draw. */
export function useTiles(): { cache: TileCache; version: number } {
  const [version, setVersion] = useState(0);
  const [cache] = useState(() => new TileCache(fetchTiles, () => setVersion((v) => v + 1), serverNow));
  useEffect(() => () => cache.close(), [cache]);
  return { cache, version };
}
