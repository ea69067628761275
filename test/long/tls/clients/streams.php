<?php
// Prints the status of a GET of each URL, by PHP's own streams.
$context = stream_context_create(['http' => ['header' => 'Authorization: Basic ' . base64_encode('demo:demo')]]);
foreach (array_slice($argv, 1) as $url) {
    echo @file_get_contents($url, false, $context) === false ? error_get_last()['message'] : 200, "\n";
}
