"""The catalogue of errors. Folders and files of results: codes O101 and so on."""
