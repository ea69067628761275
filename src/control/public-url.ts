/** The path of the public URL, before those of the planes; empty where there is none. */
export function pathOf(publicUrl: string | undefined): string {
  return publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, '');
}
