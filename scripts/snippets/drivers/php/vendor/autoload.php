<?php
// Where Debian keeps Guzzle, in place of Composer's folder.
require "/usr/share/php/GuzzleHttp/autoload.php";
