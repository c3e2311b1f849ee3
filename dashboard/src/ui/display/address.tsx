/** An e-mail address, which breaks before its @ where a column is narrow. */

export function Address({ of: address }: { of: string }) {
  const [name, domain] = address.split("@");
  return domain ? (
    <>
      {name}
      <wbr />@{domain}
    </>
  ) : (
    <>{address}</>
  );
}
