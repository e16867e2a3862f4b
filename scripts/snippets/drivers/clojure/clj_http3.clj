;; Debian has clj-http 2, which adds a charset to the type of forms; clj-http 3 does not.
(require 'clj-http.multipart)
(in-ns 'clj-http.multipart)
(import 'org.apache.http.entity.mime.MultipartEntityBuilder)
(defn create-multipart-entity [parts]
  (let [builder (.setStrictMode (MultipartEntityBuilder/create))]
    (doseq [{:keys [part-name name] :as part} parts]
      (.addPart builder (or part-name name) (make-multipart-body part)))
    (.build builder)))
(in-ns 'user)
