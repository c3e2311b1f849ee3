/** An e-mail address, which breaks before its @ where a column is narrow. */

export function Address({ of: address }: { of: string }) {
  const at = Math.max(0, address.lastIndexOf("@"));
  return (
    <>
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </>
  );
}
