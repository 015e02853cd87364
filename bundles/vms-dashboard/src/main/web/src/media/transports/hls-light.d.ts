/** The library names the types of its full build alone; the light one has a part of it. */
declare module "hls.js/light" {
  export * from "hls.js";
  export { default } from "hls.js";
}
