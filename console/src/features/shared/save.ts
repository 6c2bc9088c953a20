/** Hands a file to the user; it is made here and asked of no server. */
export function save(name: string, content: string | Uint8Array, type = "application/json"): void {
  const url = URL.createObjectURL(new Blob([content as BlobPart], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
