# Writes cert.pem, key.pem and, with both, cert.p12 into the current folder.
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -keyout key.pem -out cert.pem \
  -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1
openssl pkcs12 -export -inkey key.pem -in cert.pem -out cert.p12 -passout pass:password
