/** Style sheets are bundled as text: the page may not load any, nor have styles in its markup. */
declare module '*.css' {
  const text: string;
  export default text;
}
