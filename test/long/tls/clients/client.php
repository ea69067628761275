<?php
// Prints the status of a GET of each URL, by default of CLIENT_URL, or the reason of the refusal.
foreach (array_slice($argv, 1) ?: [getenv('CLIENT_URL')] as $url) {
    $handle = curl_init($url);
    curl_setopt_array($handle, [CURLOPT_USERPWD => 'demo:demo', CURLOPT_RETURNTRANSFER => true]);
    $answer = curl_exec($handle);
    echo $answer === false ? curl_error($handle) : curl_getinfo($handle, CURLINFO_RESPONSE_CODE), "\n";
}
