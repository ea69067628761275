# Prints the status of a GET of each URL, by default of CLIENT_URL, or the reason of the refusal.
import base64
import os
import ssl
import sys
import urllib.request

context = ssl.create_default_context()
# As Python 3.13 does on its own.
context.verify_flags |= ssl.VERIFY_X509_STRICT
for url in sys.argv[1:] or [os.environ["CLIENT_URL"]]:
    request = urllib.request.Request(url)
    request.add_header("Authorization", "Basic " + base64.b64encode(b"demo:demo").decode())
    try:
        print(urllib.request.urlopen(request, context=context).status)
    except OSError as error:
        print(error)
