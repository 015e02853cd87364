export const pluginsQueryKey = ["plugins"];
