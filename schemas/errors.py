"""Every error Faktum raises, one tree. The docstring is the default message; `code` never changes.

    FaktumError
      DocumentError         a file cannot be read; the others of the batch are
        UnsupportedFile       UNSUPPORTED_FILE
        EmptyFile             EMPTY_FILE
        UnreadableFile        UNREADABLE_FILE
        EncryptedFile         ENCRYPTED_FILE
        NoPagesFound          NO_PAGES_FOUND
        FileTooLarge          FILE_TOO_LARGE
        TooManyPages          FILE_PAGE_LIMIT_EXCEEDED
        ImageTooLarge         IMAGE_TOO_LARGE
        ReadingTimedOut       READING_TIMED_OUT *
        WorkerDied            WORKER_DIED *
      InputError            the request itself is wrong
        PathNotFound          PATH_NOT_FOUND
        NoDocuments           NO_DOCUMENTS
        UnknownSchema         UNKNOWN_SCHEMA
        InvalidInput          INVALID_INPUT
      PromptError
        PromptUnclear         PROMPT_UNCLEAR
        PromptRejected        PROMPT_REJECTED
        PromptInvalid         PROMPT_INVALID
      ModelError
        UnknownModel          UNKNOWN_MODEL
        ModelUnavailable      MODEL_UNAVAILABLE *
        ModelTimedOut         MODEL_TIMED_OUT *
        ModelRateLimited      MODEL_RATE_LIMITED *
        ModelAuthFailed       MODEL_AUTH_FAILED
        ModelRequestRejected  MODEL_REQUEST_REJECTED
        ModelInputTooLong     MODEL_INPUT_TOO_LONG
        ModelRefused          MODEL_REFUSED
        ModelAnswerInvalid    MODEL_ANSWER_INVALID
        BudgetExceeded        BUDGET_EXCEEDED
        ReplayMissing         REPLAY_MISSING
      OutputError
        OutputExists          OUTPUT_EXISTS
        OutputNotWritable     OUTPUT_NOT_WRITABLE
        UnknownFormat         UNKNOWN_FORMAT
      DatasetError          what an evaluation is measured on is wrong
        UnknownDataset        UNKNOWN_DATASET
        InvalidTruth          INVALID_TRUTH
      ConfigError
        MissingExtra          MISSING_EXTRA
        InvalidSetting        INVALID_SETTING

* worth trying again. HTTP statuses are not here: the service's own table maps codes to them.
"""


class FaktumError(Exception):
    """Something went wrong."""

    code: str = "INTERNAL_ERROR"
    retryable: bool = False

    def __init__(self, message: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        super().__init__(self.message)

    def __reduce__(self) -> tuple[type["FaktumError"], tuple[str]]:
        return type(self), (self.message,)


class DocumentError(FaktumError):
    """The file cannot be read."""

    code = "DOCUMENT_ERROR"


class UnsupportedFile(DocumentError):
    """The file is no PDF, PNG, JPEG, TIFF, BMP, WEBP or e-invoice XML. Convert it to one of these."""

    code = "UNSUPPORTED_FILE"


class EmptyFile(DocumentError):
    """The file is empty (0 bytes). Check the upload or the export that made it."""

    code = "EMPTY_FILE"


class UnreadableFile(DocumentError):
    """The file is damaged and cannot be opened. Export or scan it again."""

    code = "UNREADABLE_FILE"


class EncryptedFile(DocumentError):
    """The PDF is protected by a password. Save it without one."""

    code = "ENCRYPTED_FILE"


class NoPagesFound(DocumentError):
    """The file has no pages."""

    code = "NO_PAGES_FOUND"


class FileTooLarge(DocumentError):
    """The file is larger than the limit. Split it, or raise the limit in the settings."""

    code = "FILE_TOO_LARGE"


class TooManyPages(DocumentError):
    """The file has more pages than the limit. Split it, or raise the limit in the settings."""

    code = "FILE_PAGE_LIMIT_EXCEEDED"


class ImageTooLarge(DocumentError):
    """The image has more pixels than the limit. Scan at 300 dpi or less."""

    code = "IMAGE_TOO_LARGE"


class ReadingTimedOut(DocumentError):
    """Reading the file took longer than the limit."""

    code = "READING_TIMED_OUT"
    retryable = True


class WorkerDied(DocumentError):
    """The process that read the file died (out of memory, or a crash in a library)."""

    code = "WORKER_DIED"
    retryable = True


class InputError(FaktumError):
    """The request is wrong."""

    code = "INPUT_ERROR"


class PathNotFound(InputError):
    """The path does not exist."""

    code = "PATH_NOT_FOUND"


class NoDocuments(InputError):
    """No documents were given: the folder holds no PDF, image or XML file."""

    code = "NO_DOCUMENTS"


class UnknownSchema(InputError):
    """No schema or add-on has this name."""

    code = "UNKNOWN_SCHEMA"


class InvalidInput(InputError):
    """An argument is wrong."""

    code = "INVALID_INPUT"


class PromptError(FaktumError):
    """The prompt cannot be used."""

    code = "PROMPT_ERROR"


class PromptUnclear(PromptError):
    """The prompt names nothing to extract. Name the fields, for example: invoice number, date, total amount."""

    code = "PROMPT_UNCLEAR"


class PromptRejected(PromptError):
    """The prompt asks for something other than extracting values from documents."""

    code = "PROMPT_REJECTED"


class PromptInvalid(PromptError):
    """The structured prompt breaks a limit (fields, names, lengths)."""

    code = "PROMPT_INVALID"


class ModelError(FaktumError):
    """The model failed."""

    code = "MODEL_ERROR"
    retry_after_s: float | None = None
    """Seconds after which the provider wants to be asked again, where it said so."""


class UnknownModel(ModelError):
    """No model has this name. Built in: local; others are written provider/name, for example openai/gpt-4o-mini."""

    code = "UNKNOWN_MODEL"


class ModelUnavailable(ModelError):
    """The model's server cannot be reached or answers with a fault of its own. Try again later."""

    code = "MODEL_UNAVAILABLE"
    retryable = True


class ModelTimedOut(ModelError):
    """The model did not answer within the limit. Raise FAKTUM_MODEL_TIMEOUT_S, or choose a faster model."""

    code = "MODEL_TIMED_OUT"
    retryable = True


class ModelRateLimited(ModelError):
    """The model's provider refuses more calls for now. Lower FAKTUM_MODEL_CONCURRENCY, or raise the limit there."""

    code = "MODEL_RATE_LIMITED"
    retryable = True


class ModelAuthFailed(ModelError):
    """The model's provider does not accept the key. Set FAKTUM_MODEL_API_KEY, or the provider's own variable."""

    code = "MODEL_AUTH_FAILED"


class ModelRequestRejected(ModelError):
    """The model's provider rejects the request. Its message says why: often a wrong model name or parameter."""

    code = "MODEL_REQUEST_REJECTED"


class ModelInputTooLong(ModelError):
    """The pages are more than the model can take at once."""

    code = "MODEL_INPUT_TOO_LONG"


class ModelRefused(ModelError):
    """The model declined to read the document."""

    code = "MODEL_REFUSED"


class ModelAnswerInvalid(ModelError):
    """The model's answer is not what was asked for, even after it was asked to correct it."""

    code = "MODEL_ANSWER_INVALID"


class BudgetExceeded(ModelError):
    """The limit on cost or tokens is reached. Raise it, or extract fewer documents."""

    code = "BUDGET_EXCEEDED"


class ReplayMissing(ModelError):
    """The recording holds no answer to this question: the documents, prompt, model or version differ."""

    code = "REPLAY_MISSING"


class OutputError(FaktumError):
    """An output file cannot be written."""

    code = "OUTPUT_ERROR"


class OutputExists(OutputError):
    """The output file exists. Choose another folder, or ask to overwrite."""

    code = "OUTPUT_EXISTS"


class OutputNotWritable(OutputError):
    """The output folder cannot be written to."""

    code = "OUTPUT_NOT_WRITABLE"


class UnknownFormat(OutputError):
    """No output format has this name. There are: xlsx, csv, json, documents."""

    code = "UNKNOWN_FORMAT"


class DatasetError(FaktumError):
    """The dataset cannot be used."""

    code = "DATASET_ERROR"


class UnknownDataset(DatasetError):
    """No dataset has this name, and the path holds none. docs/evals.md shows every form."""

    code = "UNKNOWN_DATASET"


class InvalidTruth(DatasetError):
    """What is known about a document is not written as evals/datasets/truth.schema.json wants it."""

    code = "INVALID_TRUTH"


class ConfigError(FaktumError):
    """The installation or its settings are wrong."""

    code = "CONFIG_ERROR"


class MissingExtra(ConfigError):
    """An optional part is not installed."""

    code = "MISSING_EXTRA"


class InvalidSetting(ConfigError):
    """A setting is wrong."""

    code = "INVALID_SETTING"
