"""Mail by SMTP: kept with what it is about, sent by workers, tried again until the server has it or a day has passed."""
