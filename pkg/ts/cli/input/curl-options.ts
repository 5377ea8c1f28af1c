/**
 * curl's options that take a value: without knowing them, a value could not be
 * told from a URL. Options of a proxy that double one of these have `proxy-`
 * before it.
 */
export const LONG_WITH_VALUE: ReadonlySet<string> = new Set(
  `abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout
  connect-to continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary
  data-raw data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url
  dump-header ech egd-file engine etag-compare etag-save expect100-timeout form form-string ftp-account
  ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode happy-eyeballs-timeout-ms
  haproxy-clientip header hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json keepalive-cnt
  keepalive-time key key-type krb libcurl limit-rate local-port login-options mail-auth mail-from
  mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir
  parallel-max pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy1.0 proxy-header
  proxy-user pubkey quote random-file range rate referer request request-target resolve retry
  retry-delay retry-max-time sasl-authzid service-name socks4 socks4a socks5 socks5-gssapi-service
  socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize time-cond tls-max
  tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file
  url url-query user user-agent variable vlan-priority write-out`.split(/\s+/),
);

/** The short options that take a value, and those that matter by their long names. */
export const SHORT_WITH_VALUE: ReadonlyMap<string, string> = new Map([
  ..."AbcCDeEmoPQrtuUwxyYz".split("").map((letter) => [letter, ""] as const),
  ["d", "data"],
  ["F", "form"],
  ["H", "header"],
  ["K", "config"],
  ["T", "upload-file"],
  ["X", "request"],
]);

/** Short options without a value that matter. */
export const SHORT_FLAGS: ReadonlyMap<string, string> = new Map([
  ["G", "get"],
  ["I", "head"],
  [":", "next"],
]);
